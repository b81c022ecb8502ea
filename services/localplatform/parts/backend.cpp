// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/parts/table.h"

namespace ph::localplatform {

namespace {

/// A Celery process touches this file when it is up and with each heartbeat (adk_agent/celery.py).
Command celery(const Layout &layout, const QString &part, const QStringList &arguments)
{
    Command command = pythonCommand(layout,
        QStringList {QStringLiteral("-m"), QStringLiteral("celery"), QStringLiteral("-A"), QStringLiteral("adk_agent")}
            + arguments,
        true);
    command.environment.insert(
        QStringLiteral("ADK_ALIVE_FILE"), layout.folder.sockets() + QLatin1Char('/') + part + QStringLiteral(".alive"));
    return command;
}

Part worker(const Layout &layout, const QString &name, const QString &title, const QString &queues)
{
    Part part;
    part.name = name;
    part.title = title;
    part.command = celery(layout, name,
        {QStringLiteral("worker"), QStringLiteral("-n"), name + QStringLiteral("@%h"), QStringLiteral("-Q"), queues,
            QStringLiteral("-c"), QStringLiteral("2"), QStringLiteral("--loglevel"), QStringLiteral("INFO")});
    part.needs = {QStringLiteral("redis")};
    part.goesTo = {QStringLiteral("redis")};
    part.probe.kind = Probe::Kind::File;
    part.probe.file = part.command.environment.value(QStringLiteral("ADK_ALIVE_FILE"));
    return part;
}

Part api(const Layout &layout)
{
    const QString metrics = layout.folder.sockets() + QStringLiteral("/metrics");
    Part part;
    part.name = QStringLiteral("api");
    part.title = QStringLiteral("Backend (FastAPI)");
    part.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(layout.port("api"));
    part.command = pythonCommand(layout,
        {QStringLiteral("-m"), QStringLiteral("uvicorn"), QStringLiteral("adk_agent.api:app"),
            QStringLiteral("--workers"), QStringLiteral("2"), QStringLiteral("--host"), QStringLiteral("127.0.0.1"),
            QStringLiteral("--port"), layout.port("api"), QStringLiteral("--no-access-log")},
        true);
    part.command.environment.insert(QStringLiteral("PROMETHEUS_MULTIPROC_DIR"), metrics);
    // Counters of processes that ended would be added up for ever.
    part.before = {{QStringLiteral("/bin/rm"), {QStringLiteral("-rf"), QStringLiteral("--"), metrics}},
        {QStringLiteral("/bin/mkdir"), {QStringLiteral("--"), metrics}}};
    part.needs = {QStringLiteral("redis")};
    part.goesTo = {QStringLiteral("redis")};
    part.probe.kind = Probe::Kind::Http;
    part.listens = {QStringLiteral("api")};
    part.probe.url = QUrl(part.endpoint + QStringLiteral("/health"));
    return part;
}

Part beat(const Layout &layout)
{
    Part part;
    part.name = QStringLiteral("beat");
    part.title = QStringLiteral("Celery beat");
    part.command = celery(layout, part.name,
        {QStringLiteral("beat"), QStringLiteral("-s"), layout.folder.of("beat-schedule"), QStringLiteral("--loglevel"),
            QStringLiteral("INFO")});
    part.needs = {QStringLiteral("redis")};
    part.goesTo = {QStringLiteral("redis")};
    part.probe.kind = Probe::Kind::File;
    part.probe.file = part.command.environment.value(QStringLiteral("ADK_ALIVE_FILE"));
    part.probe.maxAge = Milliseconds::max(); // it tells that it is up, and has no heartbeat
    return part;
}

Part load(const Layout &layout)
{
    Part part;
    part.name = QStringLiteral("load");
    part.title = QStringLiteral("Load generator");
    part.command = pythonCommand(layout,
        {QStringLiteral("-m"), QStringLiteral("load"), QStringLiteral("--seed"), QString::number(layout.seed),
            QStringLiteral("--api"), QStringLiteral("http://127.0.0.1:%1").arg(layout.port("api"))},
        true);
    part.goesTo = {QStringLiteral("redis"), QStringLiteral("api")};
    part.needs = {QStringLiteral("api"), QStringLiteral("worker-1"), QStringLiteral("worker-2")};
    return part;
}

} // namespace

std::vector<Part> backendParts(const Layout &layout)
{
    std::vector<Part> parts {api(layout),
        worker(layout, QStringLiteral("worker-1"), QStringLiteral("Celery worker 1"), QStringLiteral("celery,agents")),
        worker(layout, QStringLiteral("worker-2"), QStringLiteral("Celery worker 2"), QStringLiteral("artifacts,llm")),
        beat(layout)};
    if (!layout.isQuiet)
        parts.push_back(load(layout));
    return parts;
}

} // namespace ph::localplatform
