# The servers under test: which can run here, how each is started, where it streams and publishes.
# Sourced by ../run. Sets SERVER_PID, PORT and PATHS (options of sseload) for the server that runs.

declare -A SKIPPED VERSION
SERVER_PID=

nchan_module() {
    find /usr/lib/nginx /usr/lib64/nginx /usr/share/nginx /usr/local/nginx -name ngx_nchan_module.so 2>/dev/null | head -n 1
}

# Fills SKIPPED[peer] with the reason when a peer can not be measured here.
check_peer() {
    case $1 in
        jobcast | jobcast-jaxrs)
            [[ -f $SAMPLE_JAR ]] || SKIPPED[$1]="$SAMPLE_JAR is not built: mvn -pl war-sample -am package" ;;
        nchan)
            if ! command -v nginx >/dev/null; then SKIPPED[$1]='nginx is not installed'
            elif [[ -z $(nchan_module) ]] && ! nginx -V 2>&1 | grep -q nchan; then SKIPPED[$1]='nginx has no nchan module'
            fi ;;
        jersey | spring | vertx | c) ;;
        *) die "unknown peer: $1 (known: $ALL_PEERS)" ;;
    esac
}

build_peers() {
    case " $* " in
        *" jersey "* | *" spring "* | *" vertx "*) ;;
        *) return 0 ;;
    esac
    [[ -n $(find "$HERE/peers" -name '*.java' -newer "$HERE/peers/vertx/target/lib" 2>/dev/null) ||
        ! -d $HERE/peers/vertx/target/lib ]] || return 0
    say 'building the peers'
    (cd "$HERE/peers" && mvn -q -B clean package) || die 'the peers do not build'
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 10000)) # below the range of the clients' own ports
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { PORT=$port; return; }
    done
}

start_nchan() {
    local dir=$LOGS/nchan module
    mkdir -p "$dir"
    module=$(nchan_module)
    sed -e "s|@LOAD_MODULE@|${module:+load_module $module;}|" -e "s|@DIR@|$dir|g" -e "s|@PORT@|$PORT|" \
        -e "s|@FILES@|$(($(ulimit -n) - 500))|" "$HERE/nchan/nginx.conf" >"$dir/nginx.conf"
    exec nginx -p "$dir" -c "$dir/nginx.conf"
}

start_peer() {
    exec java "${JAVA_OPTIONS[@]}" -cp "$HERE/peers/$1/target/bench-$1-1.jar:$HERE/peers/$1/target/lib/*" \
        "org.jobcast.bench.$2" "$PORT"
}

start_process() {
    case $1 in
        jobcast*) exec java "${JAVA_OPTIONS[@]}" -jar "$SAMPLE_JAR" --host 127.0.0.1 --port "$PORT" ;;
        jersey) start_peer tomcat-jersey JerseyPeer ;;
        spring) start_peer spring SpringPeer ;;
        vertx) start_peer vertx VertxPeer ;;
        nchan) start_nchan ;;
        c) exec "$BUILD/climit" "$PORT" ;;
    esac
}

set_paths() {
    case $1 in
        jobcast) PATHS=(--stream /jobcast/channels/bench/stream?from=live) ;;
        jobcast-jaxrs) PATHS=(--stream /demo/stream/bench) ;;
        nchan) PATHS=(--body --order data) ;;
        *) PATHS=() ;;
    esac
    [[ $1 != jobcast* ]] || PATHS+=(--publish '/demo/channels/bench?perSecond=0&type=message')
}

version_of() {
    case $1 in
        jobcast*) echo "jobcast $(git -C "$HERE" describe --always --dirty 2>/dev/null || echo unknown)" ;;
        nchan) echo "$(nginx -v 2>&1 | sed 's/.*: //'), nchan $(nchan_version)" ;;
        c) gcc --version | head -n 1 ;;
        *) sed -n 's/^version //p' "$LOG" | head -n 1 ;;
    esac
}

nchan_version() {
    local module
    module=$(nchan_module)
    dpkg-query -W -f '${Version}' libnginx-mod-nchan 2>/dev/null || echo "${module:-built in}"
}

# An open port is not yet a server: one event has to go through it.
answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null || return 1
    "$BUILD/sseload" --connections 1 --warmup 0 --seconds 0.1 --settle 0.2 --silence 2 --timeout 5 "${PATHS[@]}" "$PORT" \
        >/dev/null 2>&1
    (($? < 2)) && kill -0 "$SERVER_PID" 2>/dev/null
}

# Starts a fresh server and returns when it delivers events.
start_server() {
    LOG=$LOGS/$1.log
    free_port
    set_paths "$1"
    (start_process "$1") >"$LOG" 2>&1 </dev/null &
    SERVER_PID=$!
    disown "$SERVER_PID" # its end is ours to report, not the shell's: nchan aborts when it is told to end
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        if answers; then
            VERSION[$1]=$(version_of "$1")
            return 0
        fi
        kill -0 "$SERVER_PID" 2>/dev/null || break
        sleep 0.2
    done
    warn "$1 did not start, see $LOG"
    stop_server
    return 1
}

# Ends the server by its process id: first asked, after five seconds killed.
stop_server() {
    [[ -n $SERVER_PID ]] || return 0
    local pid=$SERVER_PID tries
    SERVER_PID=
    kill "$pid" 2>/dev/null
    for ((tries = 0; tries < 50; tries++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    ! kill -0 "$pid" 2>/dev/null || kill -KILL "$pid"
}
