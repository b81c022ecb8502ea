// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/platform/linkcard.h"

#include "services/platform/edit/fields.h"
#include "services/wording/errors.h"
#include "ui/components/banner.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/statepill.h"
#include "ui/platform/fieldtexts.h"

#include <QGridLayout>

namespace ph::ui {

using SecretState = platform::EnvironmentService::SecretState;

namespace {

/// Which other service answers, as a sentence; what it said of itself is left to the details.
QString whatAnswered(const Error &error)
{
    QString text = error.what.section(QStringLiteral(": “"), 0, 0).trimmed();
    if (text.isEmpty())
        return {};
    text[0] = text[0].toUpper();
    return text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

QGridLayout *fieldGrid(QWidget *parent)
{
    auto *grid = new QGridLayout(parent);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    return grid;
}

/// Addresses and certificates take the whole width, the rest stands two and two.
void place(QGridLayout *grid, QWidget *field, bool isWide, int &cell)
{
    if (isWide && cell % 2 == 1)
        ++cell;
    grid->addWidget(field, cell / 2, cell % 2, 1, isWide ? 2 : 1, Qt::AlignTop);
    cell += isWide ? 2 : 1;
}

} // namespace

LinkCard::LinkCard(models::ProfileFormModel &model, const platform::Link &link, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_id(link.id)
    , m_card(new Card(link.label.isEmpty() ? link.id : link.label))
    , m_pill(new StatePill)
    , m_answer(new Label({}, TextStyle::Small, Tone::Muted))
    , m_banner(new Banner)
    , m_notes(new QWidget)
    , m_rare(new QWidget)
    , m_rareSwitch(new Button({}, ButtonRole::Link))
    , m_secrets(new QWidget)
{
    auto *column = vbox(this, {}, 0);
    column->addWidget(m_card);
    m_card->header()->setSubtitle(linkPurpose(link.kind, link.role));
    m_card->header()->addTrailing(m_answer);
    m_card->header()->addTrailing(m_pill);
    auto *check = new Button(tr("Check"));
    check->setCompact(true);
    check->setObjectName(QStringLiteral("check:") + m_id);
    check->setAccessibleName(tr("Check %1").arg(link.label));
    connect(check, &Button::clicked, this, [this] {
        m_model.check(m_id);
        if (isHeldBack())
            Q_EMIT mistakeFound();
    });
    m_card->header()->addTrailing(check);
    auto *remove = new IconButton("trash-2", tr("Take %1 out of the environment").arg(link.label));
    connect(remove, &IconButton::clicked, this, &LinkCard::removeRequested);
    m_card->header()->addTrailing(remove);

    addFields(link);
    m_banner->hide();
    m_card->content()->addWidget(m_banner);
    (void)vbox(m_notes, {}, 6);
    m_card->content()->addWidget(m_notes);
    connect(m_banner, &Banner::retryRequested, this, [this] { m_model.check(m_id); });
    refresh();
    refreshSecrets();
    refreshResult();
}

void LinkCard::addFields(const platform::Link &link)
{
    auto *usual = new QWidget;
    QGridLayout *grid = fieldGrid(usual);
    QGridLayout *rareGrid = fieldGrid(m_rare);
    int cell = 0;
    int rareCell = 0;
    QStringList rare;
    for (const platform::FieldSpec &spec : platform::linkFields(link.kind)) {
        const QString name = QLatin1String(spec.name);
        const FieldText text = linkFieldText(link.kind, name);
        const QString path = m_id + QLatin1Char('.') + name;
        auto *field = new FormField(path, text);
        connect(field, &FormField::edited, this, [this, path](const QString &typed) { m_model.setText(path, typed); });
        m_fields.insert(path, field);
        (text.isRare ? rare : m_order) << path;
        const bool isWide = text.isLong || name == QLatin1String("url");
        if (text.isRare)
            place(rareGrid, field, isWide, rareCell);
        else
            place(grid, field, isWide, cell);
    }
    m_order += rare;
    m_card->content()->addWidget(usual);
    fieldGrid(m_secrets);
    m_card->content()->addWidget(m_secrets);
    m_rare->hide();
    m_rareSwitch->setText(tr("TLS, route and more…"));
    connect(m_rareSwitch, &Button::clicked, this, [this] {
        m_rare->setVisible(m_rare->isHidden());
        m_rareSwitch->setText(m_rare->isHidden() ? tr("TLS, route and more…") : tr("Hide TLS, route and more"));
    });
    auto *row = hbox(nullptr);
    row->addWidget(m_rareSwitch);
    row->addStretch();
    m_card->content()->addLayout(row);
    m_card->content()->addWidget(m_rare);
}

void LinkCard::addSecretFields()
{
    QHash<QString, FormField *> kept;
    auto *grid = static_cast<QGridLayout *>(m_secrets->layout());
    int cell = 0;
    for (const platform::SecretNeed &need : m_model.secretNeeds()) {
        if (need.linkId != m_id)
            continue;
        FormField *field = m_secretFields.take(need.key);
        if (!field) {
            field = new FormField(
                QStringLiteral("secret:") + m_id + QLatin1Char('.') + need.user, {tr("Password of %1").arg(need.user)});
            connect(field, &FormField::edited, this,
                [this, key = need.key](const QString &typed) { m_model.setSecret(key, typed); });
        }
        kept.insert(need.key, field);
        place(grid, field, false, cell);
    }
    for (FormField *gone : std::as_const(m_secretFields))
        gone->deleteLater();
    m_secretFields = kept;
    m_secrets->setVisible(!m_secretFields.isEmpty());
}

QString LinkCard::secretPlaceholder(const QString &key) const
{
    const auto state = m_model.secretState(key);
    if (!state)
        return {};
    switch (*state) {
    case SecretState::Stored: return tr("stored in the keyring; type to replace it");
    case SecretState::Missing: return tr("goes to the keyring");
    case SecretState::Locked: return tr("keyring locked: unknown");
    case SecretState::MemoryOnly: return tr("kept until Pilothouse ends: no keyring here");
    }
    return {};
}

void LinkCard::refreshSecrets()
{
    addSecretFields();
    for (auto it = m_secretFields.cbegin(); it != m_secretFields.cend(); ++it) {
        it.value()->setSecret(secretPlaceholder(it.key()));
        it.value()->setError(m_model.error(QStringLiteral("secret:") + it.key()));
        if (!m_model.isSecretTyped(it.key()))
            it.value()->setText({});
    }
}

void LinkCard::refresh()
{
    for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it) {
        it.value()->setText(m_model.text(it.key()));
        it.value()->setError(m_model.error(it.key()));
    }
    refreshSecrets();
}

void LinkCard::showNotes(const models::LinkResult &result)
{
    qDeleteAll(m_notes->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    const auto add = [this](const QString &icon, Tone tone, const QString &text) {
        auto *line = new QWidget;
        auto *row = hbox(line, {}, 8);
        row->addWidget(new IconView(icon, tone, size::smallIcon), 0, Qt::AlignTop);
        auto *label = new Label(text, TextStyle::Small, tone == Tone::Warn ? Tone::Text : Tone::Muted);
        label->setWrapped(true);
        row->addWidget(label, 1);
        m_notes->layout()->addWidget(line);
    };
    if (result.state == models::LinkResult::State::Done) {
        for (const platform::CheckNote &note : result.check.warnings)
            add(QStringLiteral("triangle-alert"), Tone::Warn,
                note.hint.isEmpty() ? note.text + QLatin1Char('.')
                                    : QStringLiteral("%1: %2.").arg(note.text, note.hint));
        if (result.check.isGood)
            for (const platform::CheckNote &note : result.check.facts)
                add(QStringLiteral("check"), Tone::Ok, note.text);
    }
    m_notes->setVisible(m_notes->layout()->count() > 0);
}

void LinkCard::refreshResult()
{
    const models::LinkResult result = m_model.result(m_id);
    m_pill->setState(result.word(), result.status());
    m_pill->setAccessibleName(result.word());
    m_answer->setText(result.answer());
    m_answer->setTone(isHeldBack() ? Tone::Error : Tone::Muted);
    const bool isBroken = result.state == models::LinkResult::State::Done && !result.check.isGood;
    m_card->setAttention(isBroken ? Tone::Error : Tone::Text);
    m_banner->setVisible(isBroken);
    if (isBroken) {
        const wording::Sentence sentence
            = wording::errorSentence(result.check.error, tr("%1 does not work").arg(result.check.label));
        Message message;
        message.kind = BannerKind::Error;
        const bool isAnother = result.check.error.code == u"wrong-service";
        message.headline
            = (isAnother ? whatAnswered(result.check.error) : sentence.reason) + QLatin1Char(' ') + sentence.advice;
        if (!isAnother) // what a stranger says is in the details
            message.raw = result.check.error.what;
        message.details = sentence.line() + QLatin1Char('\n') + sentence.details;
        message.canRetry = true;
        m_banner->setMessage(message);
    }
    showNotes(result);
}

FormField *LinkCard::firstField() const { return m_fields.value(m_id + QStringLiteral(".url")); }

FormField *LinkCard::fieldAt(const QString &path)
{
    FormField *field = m_fields.value(path);
    if (field && field->parentWidget() == m_rare && m_rare->isHidden())
        m_rareSwitch->click();
    return field;
}

bool LinkCard::isHeldBack() const { return m_model.result(m_id).state == models::LinkResult::State::Wrong; }

FormField *LinkCard::firstMistake()
{
    for (const QString &path : std::as_const(m_order))
        if (!m_fields.value(path)->error().isEmpty())
            return fieldAt(path);
    for (FormField *field : std::as_const(m_secretFields))
        if (!field->error().isEmpty())
            return field;
    return nullptr;
}

} // namespace ph::ui
