package org.jobcast.sample;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/** What a weather station measured on one day. */
@Entity
@Table(name = "reading")
public class Reading {
    /** The import's id and the line: assigned here, because every JPA provider and database agrees on assigned keys. */
    @Id
    @Column(length = 160)
    private String id = "";

    @Column(name = "import_id", length = 128, nullable = false)
    private String importId = "";

    @Column(length = 16, nullable = false)
    private String station = "";

    @Column(name = "measured_on", nullable = false)
    private LocalDate day = LocalDate.EPOCH;

    @Column(nullable = false, precision = 5, scale = 2)
    private BigDecimal temperature = BigDecimal.ZERO;

    @Column(nullable = false, precision = 6, scale = 2)
    private BigDecimal rainfall = BigDecimal.ZERO;

    @Column(length = 500, nullable = false)
    private String note = "";

    /** For JPA. */
    protected Reading() {}

    Reading(String station, LocalDate day, BigDecimal temperature, BigDecimal rainfall, String note) {
        this.station = station;
        this.day = day;
        this.temperature = temperature;
        this.rainfall = rainfall;
        this.note = note;
    }

    void belongTo(String importId, long line) {
        this.importId = importId;
        this.id = importId + ":" + line;
    }

    String station() {
        return station;
    }

    LocalDate day() {
        return day;
    }

    BigDecimal temperature() {
        return temperature;
    }

    BigDecimal rainfall() {
        return rainfall;
    }

    String note() {
        return note;
    }
}
