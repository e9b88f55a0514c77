# The modes: what is done with a freshly started server, and which of its figures are kept.
# Sourced by ../run. Every figure is a line "mode connections peer round name value" in RAW.

MODE_w1='one event under way at a time, 100 B: nothing can be batched, the pure cost of a delivery'
MODE_w64='64 events under way, POSTs of 32, 100 B: batching is possible'
MODE_paced='10 events a second, 100 B: latency under a load the server can bear'
MODE_burst='many events in one POST, nobody is slow: does the server keep them all'
MODE_idle='memory of a connection on which nothing happens'
MODE_stall='8 KiB events, 100 connections: the others beside one client that never reads'
MODE_vanish='1,000 clients reset their connections at once, five times; then two keep-alives'

# record PEER NAME=VALUE... or, without such, lines "name value" from standard input; PREFIX goes before each name.
record() {
    local peer=$1 pair
    shift
    if (($#)); then
        for pair; do printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$MODE" "$N" "$peer" "$ROUND" "${pair%%=*}" "${pair#*=}"; done >>"$RAW"
    else
        awk -v OFS='\t' -v m="$MODE" -v n="$N" -v p="$peer" -v r="$ROUND" -v x="${PREFIX:-}" \
            'NF == 2 { print m, n, p, r, x $1, $2 }' >>"$RAW"
    fi
}

# load PEER OPTIONS...: one run of the load client.
load() {
    local peer=$1
    shift
    # In the background with wait, so that a signal is answered at once and not after the run.
    "$BUILD/sseload" --pid "$SERVER_PID" --warmup "$WARMUP" --seconds "$SECONDS_EACH" "${PATHS[@]}" "$@" "$PORT" \
        >"$LOGS/sseload.out" 2>"$LOGS/sseload.err" &
    CLIENT_PID=$!
    wait "$CLIENT_PID"
    local status=$?
    CLIENT_PID=
    record "$peer" <"$LOGS/sseload.out"
    ((status < 2)) || { warn "$peer, $MODE: $(tail -n 1 "$LOGS/sseload.err")"; record "$peer" "${PREFIX:-}ok=0"; }
}

run_w1() { load "$1" --connections "$N" --window 1; }
run_w64() { load "$1" --connections "$N" --window 64 --per-post 32; }
run_paced() { load "$1" --connections "$N" --mode paced --rate 10; }

run_burst() {
    local events=$((1000000 / N))
    ((events >= 300)) || events=300
    load "$1" --connections "$N" --mode burst --burst "$events" --timeout 120
}

run_stall() {
    local pace=(--mode paced --rate "$STALL_RATE" --seconds "$STALL_SECONDS" --size 8192)
    PREFIX=without_ load "$1" --connections 99 "${pace[@]}"
    PREFIX='' load "$1" --connections 100 --stall 1 "${pace[@]}"
}

open_files() {
    local files=(/proc/"$SERVER_PID"/fd/*)
    echo "${#files[@]}"
}

# Two keep-alives are time for a server that sends them; the others are given two events to write instead.
run_vanish() {
    local before left
    warm "$1"
    before=$(open_files)
    load "$1" --connections "$VANISH_CLIENTS" --mode vanish --vanishings 5
    record "$1" files_before="$before" files_at_once="$(open_files)"
    wait_for "$((2 * KEEP_ALIVE + 5))"
    left=$(open_files)
    warm "$1"
    wait_for 2
    record "$1" files_after_keep_alives="$left" files_after_events="$(open_files)"
}

wait_for() {
    sleep "$1" &
    CLIENT_PID=$!
    wait "$CLIENT_PID"
    CLIENT_PID=
}

# A few connections and events, so that classes are loaded and pools are filled before a base line is taken.
warm() {
    "$BUILD/sseload" --connections 10 --warmup 0 --seconds 0.2 --settle 0.2 "${PATHS[@]}" "$PORT" >/dev/null 2>&1
    sleep 0.3
}

rss_kb() { awk '/^VmRSS/ { print $2 }' "/proc/$SERVER_PID/status"; }

# Bytes that live in the heap after a full collection; 0 for what is not a JVM.
heap_bytes() {
    case $1 in
        c | nchan) echo 0 ;;
        *) jcmd "$SERVER_PID" GC.class_histogram | awk '$1 == "Total" { print $3 }' ;;
    esac
}

run_idle() {
    local heap_empty rss_empty heap rss line report
    warm "$1"
    heap_empty=$(heap_bytes "$1")
    rss_empty=$(rss_kb)
    coproc IDLE { exec "$BUILD/sseload" --connections "$N" --mode idle --settle 1 "${PATHS[@]}" "$PORT" 2>"$LOGS/sseload.err"; }
    CLIENT_PID=$IDLE_PID
    local from=${IDLE[0]} to=${IDLE[1]}
    report=
    while read -r line <&"$from"; do
        [[ $line != idle ]] || break
        report+=$line$'\n'
    done
    record "$1" <<<"$report"
    rss=$(rss_kb)
    heap=$(heap_bytes "$1")
    exec {to}>&-
    wait "$CLIENT_PID"
    CLIENT_PID=
    awk -v n="$N" -v h="${heap:-0}" -v h0="${heap_empty:-0}" -v r="$rss" -v r0="$rss_empty" \
        'BEGIN { printf "rss_kb_each %.2f\nrss_kb_empty %d\n", (r - r0) / n, r0
                 if (h) printf "heap_kb_each %.2f\nheap_kb_empty %d\n", (h - h0) / 1024 / n, h0 / 1024 }' | record "$1"
    local deaf failed
    deaf=$(awk '$1 == "deaf" { print $2 }' <<<"$report") failed=$(awk '$1 == "failed" { print $2 }' <<<"$report")
    record "$1" ok="$((${deaf:-1} == 0 && ${failed:-1} == 0))"
}
