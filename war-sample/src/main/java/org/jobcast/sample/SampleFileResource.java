package org.jobcast.sample;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A generated file to import, for whoever has none at hand. */
@Path("sample.csv")
public class SampleFileResource {
    private static final int MAX_ROWS = 1_000_000;

    /**
     * Generates a file; the same parameters give the same file.
     *
     * @param rows how many rows, up to 1,000,000
     * @param badEvery every how many rows one is bad, 0 for none
     * @param seed makes the file what it is
     * @return 200 with the file, 400 if a parameter is out of range
     */
    @GET
    public Response file(
            @QueryParam("rows") @DefaultValue("10000") int rows,
            @QueryParam("badEvery") @DefaultValue("500") int badEvery,
            @QueryParam("seed") @DefaultValue("1") long seed) {
        if (rows < 0 || rows > MAX_ROWS || badEvery < 0) {
            return Problems.of(400, "Out of range", "rows is 0 to 1000000, badEvery is 0 or more.");
        }
        StreamingOutput output = out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            new CsvGenerator(seed, badEvery).write(rows, writer);
            writer.flush();
        };
        return Response.ok(output)
                .type("text/csv; charset=UTF-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"readings-" + rows + ".csv\"")
                .build();
    }
}
