#!/bin/sh
# Asks vouchd with curl: vouch.sh SOCKET verify FILE KEY | vouch.sh SOCKET events AFTER
set -eu
socket=$1 command=$2
case $command in
verify)
    exec curl -sS --fail-with-body --unix-socket "$socket" -H "Idempotency-Key: $4" \
        --data-binary "@$3" 'http://vouchd/v1/verify?evidence=none'
    ;;
events)
    # a line of JSON an event; an empty line is a heartbeat
    exec curl -sSN --fail-with-body --unix-socket "$socket" "http://vouchd/v1/events?after=$3"
    ;;
esac
