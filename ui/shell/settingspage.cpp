// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settingspage.h"

#include "ui/components/card.h"
#include "ui/components/flowlayout.h"
#include "ui/components/layout.h"
#include "ui/components/scroll.h"
#include "ui/shell/keymapview.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QRadioButton>
#include <QSpinBox>
#include <QTimeEdit>

namespace ph::ui {

namespace {

constexpr int s_widest = 820;
constexpr int s_nameWidth = 216; ///< of what is set, before its control
constexpr int s_keyListHeight = 420;

/// One line: what is set, and the control, in two columns that align over all lines.
QWidget *line(const QString &label, QWidget *control)
{
    auto *box = new QWidget;
    auto *row = hbox(box, {}, 12);
    auto *name = new Label(label, TextStyle::Body);
    name->setFixedWidth(s_nameWidth);
    name->setBuddy(control);
    if (control->accessibleName().isEmpty())
        control->setAccessibleName(label);
    row->addWidget(name, 0, control->layout() ? Qt::AlignTop : Qt::Alignment());
    row->addWidget(control, control->layout() ? 1 : 0);
    if (!control->layout())
        row->addStretch(1);
    return box;
}

template <class Value>
QWidget *choice(
    const QString &label, const QList<QPair<Value, QString>> &options, Value current, std::function<void(Value)> chosen)
{
    auto *box = new QWidget;
    auto *row = new FlowLayout(box, 16);
    auto *group = new QButtonGroup(box);
    for (const auto &[value, text] : options) {
        auto *radio = new QRadioButton(text);
        radio->setChecked(value == current);
        group->addButton(radio);
        radio->setProperty("choice", int(value));
        row->addWidget(radio);
        QObject::connect(radio, &QRadioButton::toggled, box, [chosen, value = value](bool on) {
            if (on)
                chosen(value);
        });
    }
    return line(label, box);
}

} // namespace

SettingsPage::SettingsPage(ShellContext &context, Preferences &preferences, const QList<SettingsSection> &sections,
    std::function<QList<KeyInfo>()> areaKeys, QWidget *parent)
    : AreaPage(parent)
    , m_context(context)
    , m_preferences(preferences)
    , m_areaKeys(std::move(areaKeys))
{
    struct Part {
        QString title;
        int order;
        std::function<QWidget *()> make;
    };
    QList<Part> parts {
        {tr("Appearance", "heading of settings"), 10, [this] { return makeAppearance(); }},
        {tr("Times", "heading of settings"), 20, [this] { return makeTimes(); }},
        {tr("Notifications", "heading of settings"), 30, [this] { return makeNotifications(); }},
        {tr("Idle lock", "heading of settings"), 40, [this] { return makeLock(); }},
        {tr("Keys", "heading of settings"), 50, [this] { return makeKeys(); }},
    };
    for (const SettingsSection &section : sections)
        parts.append({section.title, section.order, [this, make = section.make] { return make(m_context); }});
    std::sort(parts.begin(), parts.end(), [](const Part &a, const Part &b) { return a.order < b.order; });
    auto *content = new QWidget;
    auto *column = vbox(content, {size::pageMargin, size::pageTop, size::pageMargin, size::pageTop}, size::gap);
    for (const Part &part : std::as_const(parts)) {
        auto *card = new Card(part.title);
        card->setMaximumWidth(s_widest);
        card->content()->addWidget(part.make());
        column->addWidget(card);
    }
    column->addStretch(1);
    vbox(this, {}, 0)->addWidget(scrolled(content));
}

AreaEntry SettingsPage::entry()
{
    AreaEntry entry;
    entry.id = QStringLiteral("settings");
    entry.title = tr("Settings", "page");
    entry.icon = QStringLiteral("settings");
    entry.letter = QStringLiteral(",");
    entry.group = AreaEntry::Group::Bottom;
    entry.order = 100;
    return entry;
}

QWidget *SettingsPage::makeAppearance()
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 10);
    column->addWidget(choice<AppearanceChoice>(tr("Colours", "setting"),
        {{AppearanceChoice::System, tr("As the desktop", "colours")}, {AppearanceChoice::Dark, tr("Dark", "colours")},
            {AppearanceChoice::Light, tr("Light", "colours")},
            {AppearanceChoice::HighContrast, tr("High contrast", "colours")}},
        m_preferences.appearance(), [this](AppearanceChoice value) { m_preferences.setAppearance(value); }));
    connect(&m_preferences, &Preferences::changed, box, [this, box] { // by a command, or the desktop
        for (auto *radio : box->findChildren<QRadioButton *>()) {
            const QSignalBlocker quiet(radio);
            if (radio->property("choice").toInt() == int(m_preferences.appearance()))
                radio->setChecked(true);
        }
    });
    auto *motion = new QCheckBox(tr("Nothing slides or fades", "setting: reduced motion"));
    motion->setChecked(m_preferences.reducedMotion());
    connect(motion, &QCheckBox::toggled, &m_preferences, &Preferences::setReducedMotion);
    column->addWidget(line(tr("Less motion", "setting"), motion));
    return box;
}

QWidget *SettingsPage::makeTimes()
{
    using wording::TimeZoneMode;
    return choice<TimeZoneMode>(tr("Times are shown in", "setting"),
        {{TimeZoneMode::Utc, QStringLiteral("UTC")},
            {TimeZoneMode::Local, tr("this computer's zone", "times are shown in")}},
        m_context.time.zone(), [this](TimeZoneMode zone) { m_preferences.setZone(zone); });
}

QWidget *SettingsPage::makeNotifications()
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 10);
    auto *floor = new QComboBox;
    floor->addItems({tr("everything", "notification floor"), tr("warnings and worse", "notification floor"),
        tr("only what is critical", "notification floor")});
    floor->setCurrentIndex(int(m_context.notifications.policy().floor));
    connect(floor, &QComboBox::currentIndexChanged, this, [this](int index) {
        auto policy = m_context.notifications.policy();
        policy.floor = models::Severity(index);
        m_preferences.setPolicy(policy);
    });
    column->addWidget(line(tr("Reaches the desktop", "setting: notification floor"), floor));

    auto *quiet = new QWidget;
    auto *row = new FlowLayout(quiet, 8);
    auto *on = new QCheckBox(tr("from", "quiet hours from … until …"));
    auto *from = new QTimeEdit(m_context.notifications.policy().quietFrom.value_or(QTime(22, 0)));
    auto *until = new QTimeEdit(m_context.notifications.policy().quietUntil.value_or(QTime(7, 0)));
    on->setChecked(m_context.notifications.policy().quietFrom.has_value());
    on->setAccessibleName(tr("Quiet hours", "setting"));
    from->setAccessibleName(tr("Quiet hours begin", "field"));
    until->setAccessibleName(tr("Quiet hours end", "field"));
    for (QTimeEdit *time : {from, until})
        time->setLayoutDirection(Qt::LeftToRight); // a clock reads so everywhere
    from->setDisplayFormat(QStringLiteral("HH:mm"));
    until->setDisplayFormat(QStringLiteral("HH:mm"));
    row->addWidget(on);
    row->addWidget(from);
    row->addWidget(new Label(tr("until", "quiet hours from … until …")));
    row->addWidget(until);
    row->addWidget(new Label(
        tr("local time; what is critical still comes through", "beside quiet hours"), TextStyle::Small, Tone::Muted));
    const auto apply = [this, on, from, until] {
        auto policy = m_context.notifications.policy();
        policy.quietFrom = on->isChecked() ? std::optional(from->time()) : std::nullopt;
        policy.quietUntil = on->isChecked() ? std::optional(until->time()) : std::nullopt;
        from->setEnabled(on->isChecked());
        until->setEnabled(on->isChecked());
        m_preferences.setPolicy(policy);
    };
    from->setEnabled(on->isChecked());
    until->setEnabled(on->isChecked());
    connect(on, &QCheckBox::toggled, this, apply);
    connect(from, &QTimeEdit::timeChanged, this, apply);
    connect(until, &QTimeEdit::timeChanged, this, apply);
    column->addWidget(line(tr("Quiet hours", "setting"), quiet));

    auto *remind = new QSpinBox;
    remind->setRange(0, 24 * 60);
    remind->setSpecialValueText(tr("never", "reminders"));
    remind->setSuffix(tr(" min", "minutes, behind a number"));
    remind->setValue(
        int(std::chrono::duration_cast<std::chrono::minutes>(m_context.notifications.policy().remindEvery).count()));
    connect(remind, &QSpinBox::valueChanged, this, [this](int minutes) {
        auto policy = m_context.notifications.policy();
        policy.remindEvery = std::chrono::minutes {minutes};
        m_preferences.setPolicy(policy);
    });
    column->addWidget(line(tr("Remind of critical ones every", "setting"), remind));
    return box;
}

QWidget *SettingsPage::makeLock()
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 8);
    auto *idle = new QSpinBox;
    idle->setRange(Preferences::leastIdle, Preferences::mostIdle);
    idle->setSuffix(tr(" min", "minutes, behind a number"));
    idle->setValue(m_preferences.idleMinutes());
    connect(idle, &QSpinBox::valueChanged, &m_preferences, &Preferences::setIdleMinutes);
    column->addWidget(line(tr("Hide everything when idle for", "setting: idle lock"), idle));
    auto *note = new Label(tr("Also when the screen locks or the machine sleeps. Streams and notifications go on; "
                              "acting needs a new sign-in.",
                               "about the idle lock"),
        TextStyle::Small, Tone::Muted);
    note->setWrapped(true);
    column->addWidget(note);
    return box;
}

QWidget *SettingsPage::makeKeys()
{
    auto *keys = new KeyMapView(m_context.commands, m_areaKeys);
    keys->setMinimumHeight(s_keyListHeight);
    connect(keys, &KeyMapView::keysChanged, this, &SettingsPage::keysChanged);
    return keys;
}

} // namespace ph::ui
