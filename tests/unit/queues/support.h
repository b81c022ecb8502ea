// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/eventdecoder.h"
#include "services/queues/taskstore.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ph::test {

namespace celery = queues::celery;
using queues::TaskStore;

inline QByteArray readData(const QString &name)
{
    QFile file(QStringLiteral(PH_TEST_DATA "/data/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot open %s", qPrintable(file.fileName()));
    return file.readAll();
}

inline QJsonObject readSample(const QString &name) { return QJsonDocument::fromJson(readData(name)).object(); }

inline std::string_view view(const QByteArray &bytes) { return {bytes.constData(), std::size_t(bytes.size())}; }
inline QString text(std::string_view bytes) { return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())); }

/// A kombu envelope around `body`, as workers publish it.
inline QByteArray envelope(const QByteArray &body)
{
    return QJsonDocument(
        QJsonObject {{QStringLiteral("body"), QString::fromLatin1(body.toBase64())},
            {QStringLiteral("content-encoding"), QStringLiteral("utf-8")},
            {QStringLiteral("content-type"), QStringLiteral("application/json")},
            {QStringLiteral("headers"), QJsonObject {}},
            {QStringLiteral("properties"), QJsonObject {{QStringLiteral("body_encoding"), QStringLiteral("base64")}}}})
        .toJson(QJsonDocument::Compact);
}

/// A store on a clock that the test moves.
struct StoreFixture {
    ManualClock clock;
    TaskStore store;

    explicit StoreFixture(TaskStore::Limits limits = {}, std::string tenantArgument = "tenant")
        : store(limits, clock, std::move(tenantArgument))
    {
    }
    void event(
        celery::EventKind kind, std::string_view id, double at = 1'795'000'000, std::string_view host = "w1@host")
    {
        celery::EventView event;
        event.kind = kind;
        event.subject = "";
        event.uuid = id;
        event.hostname = host;
        event.timestamp = at;
        store.apply({&event, 1});
    }
    QString state(std::string_view id)
    {
        const auto slot = store.slotOf(id);
        return slot ? text(store.row(*slot)->state) : QString();
    }
};

} // namespace ph::test
