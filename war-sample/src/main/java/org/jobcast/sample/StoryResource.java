package org.jobcast.sample;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamConflictException;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.resume.TextSource;

/** A text that is told word by word, as a language model would: once for everybody who asks for the same id. */
@Path("stories/{id}")
@RequestScoped
public class StoryResource {
    @Inject
    ResumableStreams streams;

    /**
     * Begins the story, or finds the one that is being told.
     *
     * @param id which story, 1 to 120 characters of {@code A-Z a-z 0-9 _ . : -}
     * @param words how many words, up to 100,000
     * @param delayMs how long a word takes, up to 10,000 milliseconds
     * @return 201 if it was begun, 200 if it was there, with the address of the text; 400 if a parameter is not allowed, 409 if
     *     it belongs to another user, 503 if there is no room
     */
    @POST
    public Response tell(
            @PathParam("id") String id,
            @QueryParam("words") @DefaultValue("400") int words,
            @QueryParam("delayMs") @DefaultValue("40") int delayMs) {
        if (words < 0 || words > 100_000 || delayMs < 0 || delayMs > 10_000) {
            return Problems.of(400, "Out of range", "words is 0 to 100000, delayMs is 0 to 10000.");
        }
        try {
            ResumeResult result = streams.createOrResume(id, TextSource.ofIterator(() -> new Story(words, delayMs)));
            boolean created = result instanceof ResumeResult.Created;
            return Response.status(created ? 201 : 200)
                    .location(URI.create("../jobcast/streams/" + id))
                    .build();
        } catch (IllegalArgumentException e) {
            return Problems.of(400, "Not a name", "A story has 1 to 120 characters of A-Z a-z 0-9 _ . : -");
        } catch (StreamConflictException e) {
            return Problems.of(409, "Somebody else's", "This story belongs to another user.");
        } catch (StreamRefusedException e) {
            return Problems.of(503, "Too many stories are told", "Try again in a moment.");
        }
    }
}
