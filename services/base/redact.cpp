// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/redact.h"

#include "services/base/redaction/knownsecrets.h"
#include "services/base/redaction/shapes.h"
#include "services/base/redaction/values.h"

namespace ph {

QString redact(const QString &text)
{
    if (text.isEmpty())
        return text;
    // Regular expressions refuse text with half surrogate pairs, which then would go out as it is: mend it first.
    QString out = text.isValidUtf16() ? text : QString::fromUtf8(text.toUtf8());
    out = redaction::removeKnownSecrets(std::move(out));
    out = redaction::removeUserInfo(out);
    out = redaction::removeKeyedSecrets(out);
    out = redaction::removeCommandSecrets(out);
    return redaction::removeShapedSecrets(out);
}

QByteArray redact(const QByteArray &text) { return redact(QString::fromUtf8(text)).toUtf8(); }

} // namespace ph
