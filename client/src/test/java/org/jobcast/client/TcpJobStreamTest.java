package org.jobcast.client;

class TcpJobStreamTest extends JobStreamContract {
    @Override
    ScriptedServer start() {
        return ScriptedServer.tcp();
    }
}
