// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <functional>
#include <optional>

class QObject;

namespace ph::ui {

/// What the filter bar needs to know of the filter grammar (the grammar itself is services/wording's).
class FilterLanguage {
public:
    struct Token {
        int start = 0;
        int length = 0;
    };
    struct Mistake {
        int start = 0;
        int length = 0;
        QString expected; ///< "expected a duration, such as 5s"
    };
    struct Reading {
        QList<Token> tokens; ///< each becomes a chip; of a text with a mistake those before it
        std::optional<Mistake> mistake {};
    };
    struct Suggestion {
        QString text; ///< what is put in place of the piece
        QString label; ///< what is shown: "failed"
        QString note; ///< "128", "state of the task"
        bool goesOn = false; ///< more is to be typed behind it ("state:"): no space is added
    };
    struct Suggestions {
        int start = 0; ///< the piece that is replaced
        int length = 0;
        QList<Suggestion> items;
    };

    virtual ~FilterLanguage() = default;
    [[nodiscard]] virtual Reading read(const QString &text) const = 0;
    /// `beside`: the finished tokens. Counts are of the rows that these and the rest of the text leave.
    [[nodiscard]] virtual Suggestions complete(const QString &text, int cursor, const QString &beside) const = 0;
    /// `then` is called when what complete() told could not be counted at once and is counted now; not after `context`
    /// is gone.
    virtual void whenCounted(QObject *context, std::function<void()> then) const
    {
        Q_UNUSED(context)
        Q_UNUSED(then)
    }
};

} // namespace ph::ui
