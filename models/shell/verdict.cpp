// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/verdict.h"

#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::models {

namespace {

constexpr int s_mostInSentence = 2;

QString joined(const QList<Finding> &findings, int most)
{
    QStringList parts;
    for (const Finding &finding : findings.mid(0, most))
        parts << finding.sentence;
    if (parts.size() == 2 && findings.size() == 2)
        return Verdict::tr("%1, and %2", "two findings in one sentence").arg(parts[0], parts[1]);
    return parts.join(QStringLiteral(", "));
}

} // namespace

Verdict::Verdict(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
}

void Verdict::report(const QString &area, const QList<Finding> &findings)
{
    const bool changes = !m_reports.contains(area) || m_reports[area].findings != findings;
    m_reports[area] = {findings, m_clock.monotonic()};
    if (changes)
        Q_EMIT changed();
}

void Verdict::forget(const QString &area)
{
    if (m_reports.remove(area) > 0)
        Q_EMIT changed();
}

QList<Finding> Verdict::of(Finding::Kind kind) const
{
    QList<Finding> all;
    for (const Report &report : m_reports)
        for (const Finding &finding : report.findings)
            if (finding.kind == kind)
                all.append(finding);
    std::sort(all.begin(), all.end(), [](const Finding &a, const Finding &b) {
        if ((a.status == Status::Failed) != (b.status == Status::Failed))
            return a.status == Status::Failed;
        return a.weight != b.weight ? a.weight > b.weight : a.sentence < b.sentence;
    });
    return all;
}

Status Verdict::status() const
{
    const auto needs = needing();
    if (needs.isEmpty())
        return of(Finding::Kind::NotSeen).isEmpty() ? Status::Ok : Status::Warning;
    return needs.first().status;
}

QString Verdict::lead() const
{
    if (m_reports.isEmpty())
        return {};
    const auto count = needing().size();
    if (count == 0)
        return of(Finding::Kind::NotSeen).isEmpty()
            ? tr("Nothing needs you.", "verdict of the Overview")
            : tr("Nothing seen that needs you.", "verdict of the Overview while a source is silent");
    return count == 1 ? tr("One thing needs you:", "verdict of the Overview")
                      : tr("%1 things need you:", "verdict of the Overview; 2 or more").arg(count);
}

QString Verdict::sentence() const
{
    const auto needs = needing();
    if (needs.isEmpty())
        return {};
    QString text = joined(needs, s_mostInSentence);
    if (needs.size() > s_mostInSentence)
        text += tr(", and %1 more", "further findings").arg(needs.size() - s_mostInSentence);
    return text + QLatin1Char('.');
}

QString Verdict::detail() const
{
    QStringList parts;
    for (const Finding &finding : needing().mid(0, s_mostInSentence))
        if (!finding.detail.isEmpty())
            parts << finding.detail + QLatin1Char('.');
    const auto unseen = of(Finding::Kind::NotSeen);
    if (!unseen.isEmpty())
        parts << tr(
            "Quiet is not proof.", "a source is silent, so that nothing is heard does not mean that all is well");
    return parts.join(QLatin1Char(' '));
}

QString Verdict::rest() const
{
    if (m_reports.isEmpty())
        return tr("Nothing was judged yet.", "verdict of the Overview at the start");
    QStringList parts;
    const auto first = of(Finding::Kind::LookFirst);
    if (!first.isEmpty())
        parts << tr("Look first at: %1.", "likely causes").arg(joined(first, s_mostInSentence));
    const auto unseen = of(Finding::Kind::NotSeen);
    if (!unseen.isEmpty())
        parts << tr("Not seen: %1.", "silent sources").arg(joined(unseen, 4));
    MonoTime oldest = m_clock.monotonic();
    for (const Report &report : m_reports)
        oldest = std::min(oldest, report.at);
    const QString age = wording::age(m_clock.monotonic() - oldest);
    parts << (needing().isEmpty() && unseen.isEmpty()
            ? tr("Judged %1 ago.", "age of the verdict").arg(age)
            : tr("The rest is fine, judged %1 ago.", "age of the verdict").arg(age));
    return parts.join(QStringLiteral("  "));
}

} // namespace ph::models
