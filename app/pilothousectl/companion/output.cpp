// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/output.h"

#include "app/pilothousectl/companion/advice.h"
#include "app/pilothousectl/companion/exitcode.h"
#include "services/base/csv.h"
#include "services/base/text.h"
#include "services/wording/errors.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cerrno>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace ph::ctl {

ExitCode exitCodeOf(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::RateLimited:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Tls: return ExitCode::Unreachable;
    case ErrorKind::Protocol: // of a server, or of a file of our own
        return error.code == QLatin1String("audit-chain") || error.code == QLatin1String("JOURNAL_DAMAGED")
            ? ExitCode::Failed
            : ExitCode::Unreachable;
    case ErrorKind::Auth:
    case ErrorKind::Forbidden: return ExitCode::Identity;
    case ErrorKind::Refused: return ExitCode::Refused;
    case ErrorKind::Conflict: // of an act: the world is not as the plan needs it, and nothing was sent
        return error.code == QLatin1String("precondition") || error.code == QLatin1String("plan-changed")
            ? ExitCode::Refused
            : ExitCode::Failed;
    case ErrorKind::Invalid: return ExitCode::Usage;
    case ErrorKind::Cancelled: return ExitCode::Interrupted;
    case ErrorKind::Unavailable: // who we are is not known here, or something else is missing
        return error.code == QLatin1String("no-password") ? ExitCode::Identity : ExitCode::Failed;
    default: return ExitCode::Failed;
    }
}

namespace {

constexpr int s_widest = 60;

/// What a person reads in one cell: no control character of the platform's reaches the terminal.
QString cellText(const Cell &cell) { return elidedEnd(visible(cell.text), s_widest); }

QByteArray csvTable(const std::vector<Column> &columns, const std::vector<std::vector<Cell>> &rows)
{
    QStringList keys;
    for (const Column &column : columns)
        keys << column.key;
    CsvWriter csv(keys);
    for (const auto &row : rows) {
        QList<QJsonValue> values;
        for (const Cell &cell : row)
            values << cell.value;
        csv.add(values);
    }
    return csv.take();
}

bool isDumb() { return qgetenv("TERM") == "dumb"; }

constexpr qsizetype s_gap = 2; ///< between columns
constexpr qsizetype s_narrowest = 8;

/// Takes from the widest columns, one letter each time, until the line fits. What cannot be cut stays: the terminal
/// breaks the line then.
void fitInto(qsizetype width, const std::vector<Column> &columns, std::vector<qsizetype> &widths)
{
    qsizetype all = s_gap * qsizetype(widths.size() - 1);
    for (const qsizetype each : widths)
        all += each;
    for (; all > width; --all) {
        size_t widest = widths.size();
        for (size_t i = 0; i < widths.size(); ++i) {
            const bool canShrink = !columns[i].isWhole && columns[i].align == Align::Left && widths[i] > s_narrowest;
            if (canShrink && (widest == widths.size() || widths[i] > widths[widest]))
                widest = i;
        }
        if (widest == widths.size())
            return;
        --widths[widest];
    }
}

} // namespace

std::optional<int> terminalWidth(std::FILE *file)
{
    winsize size {};
    const bool isTold = isatty(fileno(file)) == 1 && ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return isTold ? std::optional(int(size.ws_col)) : std::nullopt;
}

Output::Output(Format format, std::FILE *out, std::FILE *err)
    : m_format(format)
    , m_out(out)
    , m_err(err)
    , m_terminal(isatty(fileno(out)) == 1)
    , m_colour(m_terminal && !isDumb() && qEnvironmentVariableIsEmpty("NO_COLOR"))
    , m_canClear(m_terminal && !isDumb())
    , m_canReplace(isatty(fileno(err)) == 1 && !isDumb())
    , m_width(terminalWidth(out).value_or(0))
{
}

void Output::table(const std::vector<Column> &columns, const std::vector<std::vector<Cell>> &rows)
{
    if (m_format == Format::Json) {
        QJsonArray array;
        for (const auto &row : rows) {
            QJsonObject object;
            for (size_t i = 0; i < columns.size(); ++i)
                object.insert(columns[i].key, row[i].value);
            array.append(object);
        }
        return json(array);
    }
    if (m_format == Format::Csv)
        return raw(csvTable(columns, rows));
    std::vector<qsizetype> widths;
    for (size_t i = 0; i < columns.size(); ++i) {
        qsizetype width = columns[i].title.size();
        for (const auto &row : rows)
            width = std::max(width, cellText(row[i]).size());
        widths.push_back(width);
    }
    if (m_width > 0 && !widths.empty())
        fitInto(m_width, columns, widths);
    const auto lineOf = [&](auto textOf) {
        QString line;
        for (size_t i = 0; i < columns.size(); ++i) {
            const QString text = elidedEnd(textOf(i), int(widths[i]));
            line += columns[i].align == Align::Right ? text.rightJustified(widths[i]) : text.leftJustified(widths[i]);
            if (i + 1 < columns.size())
                line += QStringLiteral("  ");
        }
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        return line + QLatin1Char('\n');
    };
    const QString header = lineOf([&](size_t i) { return columns[i].title; });
    write(m_out, m_colour ? QStringLiteral("\033[1m") + header + QStringLiteral("\033[0m") : header);
    for (const auto &row : rows)
        write(m_out, lineOf([&](size_t i) { return cellText(row[i]); }));
}

void Output::json(const QJsonValue &value)
{
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    QByteArray bytes = document.toJson(m_terminal ? QJsonDocument::Indented : QJsonDocument::Compact);
    if (!bytes.endsWith('\n'))
        bytes += '\n';
    writeOut(bytes);
}

void Output::raw(QByteArrayView bytes) { writeOut(bytes); }

void Output::line(const QString &text)
{
    if (m_format == Format::Human)
        write(m_out, visible(text, LineEnds::Keep) + QLatin1Char('\n'));
}

void Output::outcome(const QString &sentence, const QJsonObject &object)
{
    if (m_format == Format::Json)
        json(object);
    else
        line(sentence);
}

void Output::note(const QString &text)
{
    if (m_format == Format::Json)
        tell("note", text);
    else
        write(m_err, visible(text, LineEnds::Keep) + QLatin1Char('\n'));
}

void Output::progress(const QString &text, const QJsonObject &object)
{
    if (m_format == Format::Json)
        return tell("progress", object);
    if (!m_canReplace)
        return note(text);
    write(m_err, elidedEnd(visible(text), std::max(5, terminalWidth(m_err).value_or(80) - 1)));
    std::fflush(m_err);
    m_isPassing = true;
}

void Output::tell(const char *key, const QJsonValue &value)
{
    const QJsonObject object {{QLatin1String(key), value}};
    write(m_err, QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)) + QLatin1Char('\n'));
}

void Output::error(const Error &given, const QString &whatDidNotHappen)
{
    if (isCancelled(given))
        return;
    const Error error = withCompanionAdvice(given);
    if (m_format == Format::Json) {
        const QJsonObject object {{QStringLiteral("kind"), kindName(error.kind)}, {QStringLiteral("code"), error.code},
            {QStringLiteral("failed"), whatDidNotHappen}, {QStringLiteral("what"), error.what},
            {QStringLiteral("where"), error.where}, {QStringLiteral("hint"), error.hint},
            {QStringLiteral("message"), brief(error)}};
        tell("error", object);
        return;
    }
    note(wording::errorSentence(error, whatDidNotHappen).line());
}

void Output::beginFrame()
{
    if (m_canClear && m_format == Format::Human)
        write(m_out, QStringLiteral("\033[H\033[2J"));
}

void Output::flush()
{
    if (std::exchange(m_isPassing, false))
        std::fputs("\r\033[K", m_err);
    errno = 0;
    if (std::fflush(m_out) != 0 || std::ferror(m_out) != 0)
        noteTrouble();
    std::fflush(m_err);
}

void Output::noteTrouble()
{
    m_isBroken = true;
    m_isReaderGone |= errno == EPIPE;
}

void Output::writeOut(QByteArrayView bytes)
{
    errno = 0;
    if (std::fwrite(bytes.constData(), 1, size_t(bytes.size()), m_out) != size_t(bytes.size()))
        noteTrouble();
}

void Output::write(std::FILE *file, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    if (std::exchange(m_isPassing, false))
        std::fputs("\r\033[K", m_err);
    if (file == m_out)
        return writeOut(bytes);
    // In the order in which it was said, also where both go to one place.
    std::fflush(m_out);
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), file);
}

} // namespace ph::ctl
