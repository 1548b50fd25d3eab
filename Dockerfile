# The dashboard is built apart: what builds it is larger than all of Tillbridge, and nothing that runs needs it.
FROM node:24-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
COPY web ./web
RUN node scripts/build-web.ts

FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY src ./src
COPY sandboxes ./sandboxes
COPY --from=dashboard /app/web/dist ./web/dist
RUN mkdir -p data node_modules/.cache && chown -R node data node_modules/.cache
USER node
EXPOSE 8420
CMD ["node", "--max-semi-space-size=8", "src/cli/main.js", "start"]
