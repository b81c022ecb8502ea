// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/codefield.h"

#include "ui/theme/theme.h"

namespace ph::ui {

namespace {

constexpr int digits = 6;

QString digitsOf(const QString &text)
{
    QString kept;
    for (const QChar c : text) {
        if (c >= u'0' && c <= u'9' && kept.size() < digits)
            kept += c;
    }
    return kept;
}

} // namespace

CodeField::CodeField(const QString &accessibleName, QWidget *parent)
    : QLineEdit(parent)
{
    setAccessibleName(accessibleName);
    setFont(Theme::font(TextStyle::MonoValue));
    setAlignment(Qt::AlignCenter);
    setInputMethodHints(Qt::ImhDigitsOnly | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    setPlaceholderText(QStringLiteral("000000"));
    setLayoutDirection(Qt::LeftToRight);
    connect(this, &QLineEdit::textEdited, this, [this](const QString &text) {
        const QString kept = digitsOf(text);
        if (kept != text)
            setText(kept);
        if (isComplete())
            Q_EMIT completed();
    });
}

bool CodeField::isComplete() const { return text().size() == digits; }

Secret CodeField::takeCode()
{
    QString code = text();
    clear();
    return Secret::take(code);
}

} // namespace ph::ui
