// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/journal.h"

#include "services/base/crc32c.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace ph {

namespace {

constexpr QByteArrayView title("pilothouse-journal 1\n");

QByteArray frameOf(qint64 number, QByteArrayView json)
{
    const QByteArray head = QByteArray::number(number) + ' ' + QByteArray::number(json.size()) + ' ';
    const QByteArray crc = QByteArray::number(crc32c(json, crc32c(head)), 16).rightJustified(8, '0');
    return head + crc + ' ' + json.toByteArray() + '\n';
}

struct Frame {
    qint64 number = 0;
    QJsonObject record;
};

/// One line without its line end; empty when it is not a whole record.
std::optional<Frame> parseFrame(QByteArrayView line)
{
    const qsizetype brace = line.indexOf('{');
    if (brace < 0 || brace > 48)
        return {};
    const auto words = line.first(brace).toByteArray().split(' ');
    if (words.size() != 4 || !words.at(3).isEmpty())
        return {};
    bool isNumber = false;
    const Frame frame {words.at(0).toLongLong(&isNumber), {}};
    const QByteArrayView json = line.sliced(brace);
    // Written again and compared: number, length, checksum and spelling in one.
    if (!isNumber || frame.number < 1 || frameOf(frame.number, json).chopped(1) != line)
        return {};
    const auto document = QJsonDocument::fromJson(json.toByteArray());
    if (!document.isObject())
        return {};
    return Frame {frame.number, document.object()};
}

/// A record whose writing was cut is the last thing in the file: its line end is missing, or blocks of it were never
/// written (they read as zeros). Anything else that does not fit is damage, also in the last record.
bool isTorn(QByteArrayView rest)
{
    if (rest.contains('\0'))
        return true;
    return !rest.contains('\n') && !parseFrame(rest.chopped(1)); // a whole record and a wrong line end is damage
}

bool holdsWholeRecord(QByteArrayView rest)
{
    for (qsizetype at = 0; at < rest.size();) {
        const qsizetype end = rest.indexOf('\n', at);
        if (end < 0)
            return false;
        if (parseFrame(rest.sliced(at, end - at)))
            return true;
        at = end + 1;
    }
    return false;
}

Result<JournalContent> parse(QByteArrayView bytes, const QString &path)
{
    JournalContent content;
    if (!bytes.startsWith(title)) { // a journal begins to be with its title: what was in this one is lost
        const bool isHeadless = title.startsWith(bytes) || bytes.count('\0') == bytes.size();
        return fail(ErrorKind::Protocol,
            bytes.isEmpty()  ? QStringLiteral("the file is empty: a full disk or a crash took what was in it")
                : isHeadless ? QStringLiteral("its beginning is lost: a full disk or a crash took what was in it")
                             : QStringLiteral("not a journal of this version"),
            path, {}, QStringLiteral("JOURNAL_DAMAGED"));
    }
    content.goodBytes = title.size();
    while (content.goodBytes < bytes.size()) {
        const QByteArrayView rest = bytes.sliced(content.goodBytes);
        const qint64 expected = qint64(content.records.size()) + 1;
        const qsizetype end = rest.indexOf('\n');
        const auto frame = end < 0 ? std::nullopt : parseFrame(rest.first(end));
        if (!frame || frame->number != expected) {
            if (!frame && isTorn(rest) && !holdsWholeRecord(rest)) {
                content.tornBytes = rest.size();
                return content;
            }
            return fail(ErrorKind::Protocol,
                QStringLiteral("record %1 is damaged (at byte %2)").arg(expected).arg(content.goodBytes), path,
                QStringLiteral(
                    "nothing was changed; look at the file and at what the operation did before it is resumed"),
                QStringLiteral("JOURNAL_DAMAGED"));
        }
        content.records.push_back(frame->record);
        content.goodBytes += end + 1;
    }
    return content;
}

Result<void> makeDurable(int fd, const QString &where)
{
    while (::fsync(fd) != 0) {
        if (errno != EINTR)
            return fail(systemError(errno, QStringLiteral("make durable"), where));
    }
    return {};
}

} // namespace

Result<JournalContent> Journal::read(const QString &path)
{
    const auto bytes = readFile(path, maxFileBytes);
    if (!bytes)
        return fail(bytes.error());
    return parse(*bytes, path);
}

Result<Journal> Journal::open(const QString &path)
{
    Journal journal;
    journal.m_path = path;
    auto lock = LockFile::take(path + QStringLiteral(".lock"));
    if (!lock) {
        Error error = lock.error();
        if (error.kind == ErrorKind::Conflict)
            error.where = path;
        return fail(error);
    }
    journal.m_lock = std::move(*lock);
    // With its title at once: an empty file was never a journal that begins, but one that lost everything.
    struct stat info {};
    if (::lstat(QFile::encodeName(path).constData(), &info) != 0 && errno == ENOENT)
        if (auto begun = replaceFile(path, title); !begun)
            return fail(begun.error());
    auto fd = openFile(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
    if (!fd)
        return fail(fd.error());
    journal.m_fd = std::move(*fd);
    if (::fchmod(journal.m_fd.get(), 0600) != 0)
        return fail(systemError(errno, QStringLiteral("set mode 0600"), path));
    auto content = read(path);
    if (!content)
        return fail(content.error());
    journal.m_content = std::move(*content);
    if (auto started = journal.start(); !started)
        return fail(started.error());
    return journal;
}

Result<void> Journal::start()
{
    if (m_content.tornBytes > 0 && ::ftruncate(m_fd.get(), m_content.goodBytes) != 0)
        return fail(systemError(errno, QStringLiteral("cut the torn record"), m_path));
    if (auto durable = makeDurable(m_fd.get(), m_path); !durable)
        return durable;
    return syncDirectory(QFileInfo(m_path).absolutePath());
}

Result<void> Journal::write(QByteArrayView frame)
{
    if (::lseek(m_fd.get(), m_content.goodBytes, SEEK_SET) < 0)
        return fail(systemError(errno, QStringLiteral("write"), m_path));
    if (auto written = writeAll(m_fd.get(), frame, m_path); !written) {
        takeBack();
        return written;
    }
    if (auto durable = makeDurable(m_fd.get(), m_path); !durable) {
        // After a failed fsync the kernel may have dropped the pages: what is on the disk is not known any more.
        m_isBroken = true;
        return durable;
    }
    m_content.goodBytes += frame.size();
    return {};
}

void Journal::takeBack()
{
    if (::ftruncate(m_fd.get(), m_content.goodBytes) != 0 || !makeDurable(m_fd.get(), m_path))
        m_isBroken = true;
}

Result<qint64> Journal::append(const QJsonObject &record)
{
    if (m_isBroken || !m_fd.isOpen())
        return fail(ErrorKind::Unavailable,
            QStringLiteral("the journal cannot be written any more after an earlier failure"), m_path,
            QStringLiteral("check the disk and open the operation again"));
    const QByteArray json = QJsonDocument(record).toJson(QJsonDocument::Compact);
    if (json.size() > maxRecordBytes)
        return fail(ErrorKind::TooLarge,
            QStringLiteral("the record has %1 bytes, at most %2 are kept").arg(json.size()).arg(maxRecordBytes),
            m_path);
    const qint64 number = qint64(m_content.records.size()) + 1;
    const QByteArray frame = frameOf(number, json);
    if (m_content.goodBytes + frame.size() > maxFileBytes)
        return fail(ErrorKind::TooLarge, QStringLiteral("the journal has reached %1 bytes").arg(maxFileBytes), m_path);
    if (auto written = write(frame); !written)
        return fail(written.error());
    m_content.records.push_back(record);
    return number;
}

Result<void> Journal::discard(Journal journal)
{
    auto removed = removeFile(journal.m_path);
    if (removed)
        journal.m_lock.releaseAndRemove();
    return removed;
}

} // namespace ph
