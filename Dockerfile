# The engine without a screen, on paper. compose.yaml shows it in use; by hand:
#
#   docker build -t transmission .
#   docker run -d --init --name tx -v tx-home:/var/lib/transmission -v "$PWD/bars:/bars:ro" transmission
#   docker exec tx transmission status

# 20, 22 and 24 are tested.
ARG NODE=20

FROM node:${NODE}-bookworm-slim AS build
WORKDIR /app
# The packages alone: as long as they stay the same, this layer does. npm's scripts would build
# what is not there yet.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
# tsconfig.json says how JSX is compiled.
COPY tsconfig.json ./
COPY bin ./bin
# They are played for the code that is compiled ahead.
COPY replays ./replays
COPY src ./src
RUN npm run -s build \
    && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
    # Of its many builds of SQLite one is loaded.
    && find node_modules/sql.js/dist -type f ! -name 'sql-wasm.*' -delete \
    && rm -f dist/meta.json

# What Node's own image adds to this one (npm, yarn, headers) an engine has no use for.
FROM debian:bookworm-slim
COPY --from=build /usr/local/bin/node /usr/local/bin/node
# A number that no user of the host is likely to have. The folder is its owner's alone, or the
# engine refuses to start; a new volume takes owner and mode over.
RUN groupadd --gid 10473 transmission \
    && useradd --uid 10473 --gid 10473 --no-create-home --home-dir /var/lib/transmission \
        --shell /usr/sbin/nologin transmission \
    && install -d -m 0700 -o 10473 -g 10473 /var/lib/transmission \
    && ln -s /app/bin/transmission.js /usr/local/bin/transmission
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/bin ./bin
COPY --from=build /app/dist ./dist
COPY --from=build /app/node_modules ./node_modules
COPY calendars ./calendars
COPY --from=build /app/replays ./replays
ENV NODE_ENV=production TRANSMISSION_HOME=/var/lib/transmission
VOLUME /var/lib/transmission
USER 10473:10473
# Any answer of a running engine is 0, also `HALTED`: it is looked after by its own alarms. None, or
# one that hangs, is 4, of which docker knows only that it is not 0.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["transmission", "status"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["transmission"]
CMD ["run", "--headless", "--feed", "/bars/MNQ-1m.csv"]
