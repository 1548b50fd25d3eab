FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --omit=dev --no-audit --no-fund
COPY src ./src
COPY sandboxes ./sandboxes
RUN mkdir -p data node_modules/.cache && chown -R node data node_modules/.cache
USER node
EXPOSE 8420
CMD ["node", "src/cli/main.ts", "start"]
