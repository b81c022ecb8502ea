// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>
#include <cstdio>
#include <optional>
#include <vector>

namespace ph::ctl {

enum class Align { Left, Right };

/// A cell: what a person reads, and the value for --json and --csv.
struct Cell {
    QString text;
    QJsonValue value;
    Cell(QString shown) // NOLINT: cells are written inline
        : text(shown)
        , value(shown)
    {
    }
    Cell(QString shown, QJsonValue raw)
        : text(std::move(shown))
        , value(std::move(raw))
    {
    }
};

struct Column {
    QString title; ///< "Queue"
    QString key; ///< stable name in JSON and CSV: "queue"
    Align align = Align::Left;
    bool isWhole = false; ///< never cut on a narrow terminal: an id that somebody copies
};

/// Of the terminal that this leads to; nothing: it is none, or does not tell.
[[nodiscard]] std::optional<int> terminalWidth(std::FILE *file);

/// Where answers go. Results on stdout, everything about them on stderr. Control characters in platform text are shown
/// as escapes.
class Output final {
public:
    enum class Format { Human, Json, Csv };

    Output(Format format, std::FILE *out = stdout, std::FILE *err = stderr);

    [[nodiscard]] Format format() const { return m_format; }
    /// For tables from now on; 0: as wide as they are. A terminal's own width at first.
    void setWidth(int columns) { m_width = columns; }
    [[nodiscard]] bool isTerminal() const { return m_terminal; }
    /// Colours are for terminals that have them, unless $NO_COLOR is set.
    void setColourless() { m_colour = false; }

    /// The rows as a table (cut to the width of a terminal), a JSON array of objects, or CSV.
    void table(const std::vector<Column> &columns, const std::vector<std::vector<Cell>> &rows);
    /// One JSON document (indented on a terminal, one line otherwise).
    void json(const QJsonValue &value);
    /// Bytes as they are (an exported file).
    void raw(QByteArrayView bytes);
    /// A line on stdout; nothing in Json and Csv formats.
    void line(const QString &text);
    /// How an act ended: the sentence for people, the object for --json. On stdout.
    void outcome(const QString &sentence, const QJsonObject &object);
    /// About the answer, on stderr: a line, with --json an object {"note": …} in one.
    void note(const QString &text);
    /// On stderr: with --json {"progress": object} in one line; on a terminal `text` in a line that whatever is said
    /// next replaces; elsewhere a line.
    void progress(const QString &text, const QJsonObject &object);
    /// The sentence of the error on stderr; with --json an object {"error": …}.
    void error(const Error &error, const QString &whatDidNotHappen);
    /// Before the next table of --watch: clears a terminal's screen, nothing otherwise.
    void beginFrame();
    void flush();
    /// Standard output takes nothing any more: the reader of a pipe is gone, or the disk is full.
    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    /// The first case: `pilothousectl tasks | head -3` got what it wanted.
    [[nodiscard]] bool isReaderGone() const { return m_isReaderGone; }

private:
    void tell(const char *key, const QJsonValue &value);
    void write(std::FILE *file, const QString &text);
    void writeOut(QByteArrayView bytes);
    void noteTrouble();

    Format m_format;
    std::FILE *m_out;
    std::FILE *m_err;
    bool m_terminal;
    bool m_colour;
    bool m_canClear; ///< the terminal understands how to clear the screen
    bool m_canReplace; ///< so does that of stderr
    bool m_isPassing = false; ///< the last line on stderr is to be replaced
    int m_width;
    bool m_isBroken = false;
    bool m_isReaderGone = false;
};

} // namespace ph::ctl
