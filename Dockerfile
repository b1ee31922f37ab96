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
COPY scripts/health-check.ts ./scripts/
# The default STORE_URL is sqlite:data/pika-relay.sqlite: mount a volume here to keep follows across containers.
RUN mkdir data && chown node:node data
VOLUME ["/app/data"]
USER node
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "scripts/health-check.ts"]
CMD ["node", "src/main.ts"]
