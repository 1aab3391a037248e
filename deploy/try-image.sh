#!/bin/sh
# Builds the image with buildah, as a user without rights where the machine lets one, and starts it until it says that it is ready.
# What is given goes to the build: deploy/try-image.sh --build-arg BASE=localhost/base
set -eu
cd "$(dirname "$0")/.."
export STORAGE_DRIVER="${STORAGE_DRIVER:-vfs}" BUILDAH_ISOLATION="${BUILDAH_ISOLATION:-chroot}"
buildah build "$@" --file deploy/Containerfile --tag localhost/trireme .
container=$(buildah from localhost/trireme)
said=$(mktemp)
trap 'buildah rm "$container" >/dev/null; rm -f "$said"' EXIT
buildah run --user node --env TRIREME_HOST=127.0.0.1 --env TRIREME_PORT=0 --env TRIREME_DEMO=off "$container" -- \
  timeout 60 /opt/trireme/node_modules/.bin/trireme start >"$said" 2>&1 &
started=$!
until grep -q '^ready' "$said"; do
  kill -0 "$started" 2>/dev/null || { cat "$said"; echo "the image did not start"; exit 1; }
  sleep 1
done
grep '^ready' "$said"
