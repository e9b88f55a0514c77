package org.jobcast.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.util.ServerInfo;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Spring MVC's {@link SseEmitter} in the usual loop over a list, on 127.0.0.1 and the port given as the argument. */
@SpringBootApplication
@RestController
public class SpringPeer {
    private final List<SseEmitter> emitters = new CopyOnWriteArrayList<>();

    public static void main(String[] args) {
        System.out.println(
                "version Spring Boot " + SpringBootVersion.getVersion() + " on Tomcat " + ServerInfo.getServerNumber());
        SpringApplication.run(
                SpringPeer.class,
                "--server.port=" + args[0],
                "--server.address=127.0.0.1",
                "--server.tomcat.max-connections=20000",
                "--server.tomcat.accept-count=4096",
                "--server.tomcat.max-keep-alive-requests=-1",
                "--spring.main.banner-mode=off",
                "--logging.level.root=ERROR");
    }

    @GetMapping(path = "/stream", produces = "text/event-stream")
    public SseEmitter stream() throws IOException {
        SseEmitter emitter = new SseEmitter(0L);
        emitter.onCompletion(() -> emitters.remove(emitter));
        emitter.onError(error -> emitters.remove(emitter));
        emitter.onTimeout(() -> emitters.remove(emitter));
        emitter.send(SseEmitter.event().comment(Payload.GREETING));
        emitters.add(emitter);
        return emitter;
    }

    @PostMapping("/publish")
    public String publish(@RequestParam int n, @RequestParam int size) {
        for (int i = 0; i < n; i++) {
            Payload.Event event = Payload.next(size);
            for (SseEmitter emitter : emitters) {
                send(emitter, event);
            }
        }
        return "";
    }

    private void send(SseEmitter emitter, Payload.Event event) {
        try {
            emitter.send(SseEmitter.event().id(event.id()).data(event.data()));
        } catch (IOException | IllegalStateException gone) {
            emitters.remove(emitter);
        }
    }
}
