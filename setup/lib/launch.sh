# Sourced by the commands in setup/: find a Python that can run setup/lib, then
# hand over to the module named by $command. POSIX sh, since Python may be missing.

usable() {
    "$1" -c 'import sys; sys.exit(not sys.version_info >= (3, 10))' 2>/dev/null
}

find_python() {
    for candidate in python3 /usr/bin/python3 python3.13 python3.12 python3.11 python3.10
    do
        if usable "$candidate"; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

if ! find_python; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3 and python3-venv ..."
        { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install \
            --no-install-recommends python3 python3-venv; } >/dev/null 2>&1
    fi
    if ! find_python; then
        echo "Python 3.10 or later was not found. Install python3 and python3-venv." >&2
        exit 1
    fi
fi
PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 exec "$python" -m "lib.$command" "$@"
