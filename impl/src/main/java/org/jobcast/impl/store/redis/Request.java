package org.jobcast.impl.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command or a script with its keys and arguments, to be sent as often as it takes. Not thread-safe while it is built. */
final class Request {
    private final ProtocolKeyword command;
    private final @Nullable Script script;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> args = new ArrayList<>();

    private Request(ProtocolKeyword command, @Nullable Script script) {
        this.command = command;
        this.script = script;
    }

    static Request of(Script script) {
        return new Request(CommandType.EVALSHA, script);
    }

    static Request of(CommandType command, String key) {
        return new Request(command, null).key(key);
    }

    static Request of(CommandType command) {
        return new Request(command, null);
    }

    Request key(String key) {
        keys.add(bytes(key));
        return this;
    }

    Request keys(Collection<String> more) {
        more.forEach(this::key);
        return this;
    }

    Request arg(byte[] arg) {
        args.add(arg);
        return this;
    }

    Request arg(String arg) {
        return arg(bytes(arg));
    }

    Request arg(long arg) {
        return arg(Long.toString(arg));
    }

    Request args(Collection<String> more) {
        more.forEach(this::arg);
        return this;
    }

    /** Whether it changes what is kept of jobs and events. */
    boolean isWrite() {
        return script != null && script.isWrite();
    }

    /**
     * Makes what is sent.
     *
     * @param spelledOut whether the text of a script goes along, for a server that does not know it yet
     */
    AsyncCommand<byte[], byte[], List<Object>> toCommand(boolean spelledOut) {
        CommandArgs<byte[], byte[]> all = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        if (script != null) {
            all.add(spelledOut ? script.text() : script.digest()).add(keys.size());
        }
        all.addKeys(keys);
        args.forEach(all::addValue);
        ProtocolKeyword keyword = script != null && spelledOut ? CommandType.EVAL : command;
        return new AsyncCommand<>(new Command<>(keyword, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), all));
    }

    /** Names the command; keys and arguments are left out, so that they reach no log. */
    @Override
    public String toString() {
        return script == null ? command.toString() : "script " + script;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
