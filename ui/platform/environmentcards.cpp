// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/platform/environmentcards.h"

#include "models/platform/environmentlistmodel.h"
#include "ui/components/environmentlook.h"
#include "ui/components/layout.h"
#include "ui/platform/fieldtexts.h"

#include <QButtonGroup>
#include <QCheckBox>

namespace ph::ui {

using platform::EnvironmentKind;

namespace {

const QList<EnvironmentKind> &kinds()
{
    static const QList<EnvironmentKind> s_kinds {
        EnvironmentKind::Production, EnvironmentKind::Staging, EnvironmentKind::Development, EnvironmentKind::Local};
    return s_kinds;
}

const QStringList &colours()
{
    static const QStringList s_colours {QStringLiteral("red"), QStringLiteral("amber"), QStringLiteral("blue"),
        QStringLiteral("green"), QStringLiteral("violet"), QStringLiteral("grey")};
    return s_colours;
}

QString colourWord(const QString &colour)
{
    if (colour == QLatin1String("red"))
        return IdentityCard::tr("Red");
    if (colour == QLatin1String("amber"))
        return IdentityCard::tr("Amber");
    if (colour == QLatin1String("blue"))
        return IdentityCard::tr("Blue");
    if (colour == QLatin1String("green"))
        return IdentityCard::tr("Green");
    if (colour == QLatin1String("violet"))
        return IdentityCard::tr("Violet");
    return IdentityCard::tr("Grey");
}

const QStringList &shapes()
{
    static const QStringList s_shapes {
        QStringLiteral("shield"), QStringLiteral("triangle"), QStringLiteral("circle"), QStringLiteral("square")};
    return s_shapes;
}

QString shapeWord(const QString &shape)
{
    if (shape == QLatin1String("triangle"))
        return IdentityCard::tr("Triangle");
    if (shape == QLatin1String("circle"))
        return IdentityCard::tr("Circle");
    if (shape == QLatin1String("square"))
        return IdentityCard::tr("Square");
    return IdentityCard::tr("Shield");
}

/// A row of buttons of which one is pressed.
QWidget *choices(QButtonGroup *group, const QStringList &words, const QString &name)
{
    auto *box = new QWidget;
    box->setAccessibleName(name);
    auto *row = hbox(box, {}, 4);
    for (int i = 0; i < words.size(); ++i) {
        auto *button = new Button(words[i]);
        button->setCheckable(true);
        button->setCompact(true);
        group->addButton(button, i);
        row->addWidget(button);
    }
    row->addStretch();
    return box;
}

QWidget *labelled(const QString &text, QWidget *content)
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 4);
    column->addWidget(new Label(text, TextStyle::SmallStrong));
    column->addWidget(content);
    return box;
}

/// As the model has it: text and what is wrong with it.
void showField(FormField *field, const QString &name, const models::ProfileFormModel &model)
{
    field->setText(model.text(name));
    field->setError(model.error(name));
}

} // namespace

IdentityCard::IdentityCard(models::ProfileFormModel &model, QWidget *parent)
    : Card(tr("Environment"), parent)
    , m_model(model)
    , m_name(new FormField(QStringLiteral("name"),
          {tr("Name"), QStringLiteral("eu-central"), tr("Stands in the banner, in titles and in every confirmation.")}))
    , m_label(new FormField(QStringLiteral("label"),
          {tr("Word in its banner"), QStringLiteral("PRODUCTION"), tr("Tells environments apart without colours.")}))
    , m_kinds(new QButtonGroup(this))
    , m_colours(new QButtonGroup(this))
    , m_shapes(new QButtonGroup(this))
{
    connect(m_name, &FormField::edited, this,
        [this](const QString &text) { m_model.setText(QStringLiteral("name"), text); });
    content()->addWidget(m_name);
    QStringList words;
    for (const EnvironmentKind kind : kinds())
        words << models::environmentKindWord(kind);
    content()->addWidget(labelled(tr("Kind"), choices(m_kinds, words, tr("Kind"))));
    connect(m_kinds, &QButtonGroup::idClicked, this, [this](int id) { m_model.setKind(kinds().at(id)); });
    words.clear();
    for (const QString &colour : colours())
        words << colourWord(colour);
    content()->addWidget(labelled(tr("Colour of its banner"), choices(m_colours, words, tr("Colour of its banner"))));
    connect(m_colours, &QButtonGroup::idClicked, this,
        [this](int id) { m_model.setText(QStringLiteral("colour"), colours().at(id)); });
    words.clear();
    for (const QString &shape : shapes())
        words << shapeWord(shape);
    content()->addWidget(labelled(tr("Shape in its banner"), choices(m_shapes, words, tr("Shape in its banner"))));
    connect(m_shapes, &QButtonGroup::idClicked, this,
        [this](int id) { m_model.setText(QStringLiteral("shape"), shapes().at(id)); });
    connect(m_label, &FormField::edited, this,
        [this](const QString &text) { m_model.setText(QStringLiteral("label"), text); });
    content()->addWidget(m_label);
}

QList<FormField *> IdentityCard::fields() const { return {m_name, m_label}; }

void IdentityCard::focusFirst() { m_name->focusInput(); }

void IdentityCard::refresh()
{
    const platform::Profile &draft = m_model.draft();
    showField(m_name, QStringLiteral("name"), m_model);
    showField(m_label, QStringLiteral("label"), m_model);
    if (QAbstractButton *kind = m_kinds->button(int(kinds().indexOf(draft.kind))))
        kind->setChecked(true);
    if (QAbstractButton *colour = m_colours->button(int(colours().indexOf(draft.colour))))
        colour->setChecked(true);
    if (QAbstractButton *shape = m_shapes->button(int(shapes().indexOf(draft.shape))))
        shape->setChecked(true);
    // Each choice as the banner would show it: a colour in the chosen shape, a shape in the chosen colour.
    for (int i = 0; i < int(colours().size()); ++i)
        static_cast<Button *>(m_colours->button(i))
            ->setThemeIcon(iconOfShape(draft.shape), toneOfColour(colours().at(i)));
    for (int i = 0; i < int(shapes().size()); ++i)
        static_cast<Button *>(m_shapes->button(i))
            ->setThemeIcon(iconOfShape(shapes().at(i)), toneOfColour(draft.colour));
}

GuardsCard::GuardsCard(models::ProfileFormModel &model, QWidget *parent)
    : Card(tr("Guards"), parent)
    , m_model(model)
    , m_claims(new FormField(QStringLiteral("role_claims"),
          {tr("Rights from"), QStringLiteral("app_metadata.platform_role"),
              tr("Where the role stands in the token of who is signed in; several are tried in this order, with commas "
                 "between them. Never user_metadata: people write that themselves."),
              true}))
    , m_taskTenant(new FormField(QStringLiteral("task_tenant"),
          {tr("Tenant of a task"), QStringLiteral("tenant"),
              tr("The keyword argument in which a task names its tenant: who manages that tenant's jobs may act on it. "
                 "Empty: no task belongs to a tenant."),
              true}))
{
    header()->setSubtitle(tr("What stands between a slip and your users"));
    const auto add = [&](const char *field, const QString &title, const QString &about) {
        auto *box = new QCheckBox(title);
        box->setObjectName(QLatin1String(field));
        box->setAccessibleDescription(about);
        auto *text = new Label(about, TextStyle::Small, Tone::Muted);
        text->setWrapped(true);
        auto *row = new QWidget;
        auto *column = vbox(row, {}, 2);
        column->addWidget(box);
        auto *indent = hbox(nullptr, {26, 0, 0, 0}, 0);
        indent->addWidget(text);
        column->addLayout(indent);
        content()->addWidget(row);
        connect(box, &QCheckBox::toggled, this, [this, name = QLatin1String(field)](bool on) {
            m_model.setText(name, on ? QStringLiteral("yes") : QStringLiteral("no"));
        });
        m_boxes.append({QLatin1String(field), box});
    };
    add("protected", tr("Protected"), tr("Every change asks for one confirmation more."));
    add("read_only", tr("Read-only"),
        tr("Nothing is changed until somebody unlocks it for 15 minutes, with a reason."));
    add("second_factor", tr("Second factor for every act"), tr("Acting waits for the code of an authenticator app."));
    add("silent", tr("Silent"), tr("Workers are not asked what they do; states come from events alone."));
    connect(m_claims, &FormField::edited, this,
        [this](const QString &text) { m_model.setText(QStringLiteral("role_claims"), text); });
    content()->addWidget(m_claims);
    connect(m_taskTenant, &FormField::edited, this,
        [this](const QString &text) { m_model.setText(QStringLiteral("task_tenant"), text); });
    content()->addWidget(m_taskTenant);
}

QList<FormField *> GuardsCard::fields() const { return {m_claims, m_taskTenant}; }

void GuardsCard::refresh()
{
    showField(m_claims, QStringLiteral("role_claims"), m_model);
    showField(m_taskTenant, QStringLiteral("task_tenant"), m_model);
    for (const auto &[field, box] : std::as_const(m_boxes)) {
        const QSignalBlocker quiet(box);
        box->setChecked(m_model.text(field) == QLatin1String("yes"));
    }
}

} // namespace ph::ui
