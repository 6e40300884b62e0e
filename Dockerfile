# Both must be the same build of the JVM; a site with a mirror of its own gives --build-arg.
ARG BUILD_IMAGE=eclipse-temurin:25.0.3_9-jdk-noble@sha256:79e0eb2ae37b072443e3470ac781da70ca912cbde1f7db57bce085f22c9b1f9d
ARG RUNTIME_IMAGE=eclipse-temurin:25.0.3_9-jre-noble@sha256:27c709cb3fa02dfc60f022155e36a9c80012692787241c9632ca4f0200aac929

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
# Without unzip the wrapper would fetch another archive of Maven than the one whose checksum it knows (apache/maven-wrapper#425)
RUN command -v unzip || { printf '#!/bin/sh\ncd "$4" && jar xf "$2" && chmod +x */bin/mvn\n' > /usr/local/bin/unzip && chmod +x /usr/local/bin/unzip; }
# Fetches all dependencies, by building one class that needs no other: these layers last until the pom changes
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY src/main/java/rootpassword/ServiceCheck.java src/main/java/rootpassword/
RUN ./mvnw -B -q package -Dmaven.test.skip
COPY src/main src/main
RUN ./mvnw -B -q package -Dmaven.test.skip \
 && java -Djarmode=tools -jar target/root-password.jar extract --layers --destination layers

FROM ${RUNTIME_IMAGE}
ARG RUNTIME_IMAGE
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="root-password" \
      org.opencontainers.image.description="Resets the root password of ApsaraDB for MongoDB instances" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}"
WORKDIR /app
# The settings of the product are in files, because a variable of the environment would beat those of the site. The cache fits
# the flags of the JVM alone; they are in a file, too, because the JVM would report variables on a line that is no JSON, and a
# site's JDK_JAVA_OPTIONS or JAVA_TOOL_OPTIONS beat the file. The collector would otherwise depend on the machine, and the second
# compiler costs more at the start than it gives back. The heap grows in smaller steps, and the C library returns memory that only
# the start needed. No heap dump, no core dump, no debugger: each would show passwords.
COPY src/main/image/ ./
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
# The training run: a start, a call and an end, with a key that opens nothing and a ledger that is gone with it. A small heap, for
# one that is too large for compressed pointers would make a cache for such heaps.
RUN mkdir /data && chown 10001:10001 /data \
 && export ALIBABA_CLOUD_ACCESS_KEY_ID=training ALIBABA_CLOUD_ACCESS_KEY_SECRET=training SPRING_DATASOURCE_URL=jdbc:h2:file:/tmp/ledger \
      SERVER_ADDRESS=127.0.0.1 SERVER_PORT=28080 MANAGEMENT_SERVER_ADDRESS=127.0.0.1 MANAGEMENT_SERVER_PORT=28081 \
 && { java -XX:Flags=/app/jvm.flags -Xmx512m -Xlog:aot*=error -XX:AOTCacheOutput=/app/root-password.aot -jar /app/root-password.jar & } \
 && until java -cp /app/root-password.jar rootpassword.ServiceCheck http://127.0.0.1:28080 2>/dev/null; do kill -0 $! && sleep 1 || exit 1; done \
 && kill $! && { wait $! || test $? = 143; } && test -s /app/root-password.aot && rm -rf /tmp/*
USER 10001:10001
EXPOSE 8080 8081
ENTRYPOINT ["java", "-XX:Flags=/app/jvm.flags", "-Xlog:aot*=off", "-XX:AOTCache=/app/root-password.aot", "-jar", "/app/root-password.jar"]
