// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/auditoutbox.h"

#include "services/base/journal.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonDocument>
#include <QThread>

namespace ph::operations {

namespace {

constexpr int s_lockTries = 100;
constexpr int s_lockPauseMs = 50;

QString wayOut() { return QStringLiteral("keep the file as evidence and move it away; then acting works again"); }

Error ofTheLog(Error error)
{
    if (error.code == QLatin1String("JOURNAL_DAMAGED")) {
        error.code = QStringLiteral("audit-chain");
        error.hint = wayOut();
    }
    return error;
}

Result<Journal> openPatiently(const QString &path)
{
    for (int i = 0;; ++i) {
        auto journal = Journal::open(path);
        if (journal || journal.error().kind != ErrorKind::Conflict || i == s_lockTries) {
            if (!journal)
                return fail(ofTheLog(journal.error()));
            return journal;
        }
        QThread::msleep(s_lockPauseMs); // a worker thread: see the class comment
    }
}

Result<QString> checkChain(const std::vector<QJsonObject> &records, const QString &path)
{
    QString previous;
    for (size_t i = 0; i < records.size(); ++i) {
        QJsonObject record = records[i];
        const QString hash = record.take(QLatin1String("hash")).toString();
        if (record.value(QLatin1String("previous")).toString() != previous || auditHash(record) != hash)
            return fail(ErrorKind::Protocol, QStringLiteral("its entry %1 was changed").arg(i + 1), path, wayOut(),
                QStringLiteral("audit-chain"));
        previous = hash;
    }
    return previous;
}

} // namespace

QString auditHash(const QJsonObject &entryWithoutHash)
{
    // QJsonObject keeps its keys sorted: compact JSON of it is canonical.
    const QByteArray bytes = QJsonDocument(entryWithoutHash).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

AuditOutbox::AuditOutbox(QString path)
    : m_path(std::move(path))
{
}

Result<void> AuditOutbox::append(const AuditEntry &entry) const
{
    auto journal = openPatiently(m_path);
    if (!journal)
        return fail(journal.error());
    const auto previous = checkChain(journal->records(), m_path);
    if (!previous)
        return fail(previous.error());
    QJsonObject json {{QStringLiteral("request_id"), entry.requestId},
        {QStringLiteral("operation_id"), entry.operationId}, {QStringLiteral("action"), entry.action},
        {QStringLiteral("stage"), entry.stage}, {QStringLiteral("subject"), entry.subject},
        {QStringLiteral("email"), entry.email}, {QStringLiteral("object"), entry.object},
        {QStringLiteral("tenant"), entry.tenant}, {QStringLiteral("reason"), entry.reason},
        {QStringLiteral("environment"), entry.environment}, {QStringLiteral("details"), entry.details},
        {QStringLiteral("at"),
            QDateTime::fromMSecsSinceEpoch(entry.at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs)},
        {QStringLiteral("previous"), *previous}};
    json.insert(QLatin1String("hash"), auditHash(json));
    if (auto appended = journal->append(json); !appended)
        return fail(appended.error());
    return {};
}

Result<std::vector<QJsonObject>> AuditOutbox::read() const
{
    auto content = Journal::read(m_path);
    if (!content) {
        if (content.error().kind == ErrorKind::NotFound)
            return std::vector<QJsonObject> {};
        return fail(ofTheLog(content.error()));
    }
    if (auto chain = checkChain(content->records, m_path); !chain)
        return fail(chain.error());
    return std::move(content->records);
}

} // namespace ph::operations
