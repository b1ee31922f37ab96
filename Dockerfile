FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are Node.js itself, which the image already has.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force

FROM node:24-slim
# For RELAY_TRANSCODE=true, add ffmpeg:
# RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY commands ./commands
COPY src ./src
COPY scripts/health-check.ts scripts/compile.ts ./scripts/
# The default STORE_URL is sqlite:data/pika-relay.sqlite: mount a volume here to keep follows across containers.
RUN mkdir data node_modules/.cache && chown node:node data node_modules/.cache
VOLUME ["/app/data"]
USER node
# So that no container has to compile the relay at its start. By the same user and with the same options.
RUN ["node", "--import", "./src/enable-compile-cache.js", "scripts/compile.ts"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "scripts/health-check.ts"]
CMD ["node", "--import", "./src/enable-compile-cache.js", "src/main.ts"]
