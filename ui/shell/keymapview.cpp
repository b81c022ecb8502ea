// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keymapview.h"

#include "services/base/post.h"
#include "ui/components/card.h"
#include "ui/components/keyhint.h"
#include "ui/components/layout.h"
#include "ui/components/page/pagekeys.h"
#include "ui/components/scroll.h"
#include "ui/shell/commandregistry.h"

#include <QKeySequenceEdit>
#include <QLineEdit>

namespace ph::ui {

namespace {
constexpr int s_changeWidth = 80; ///< px of the button behind a key
} // namespace

KeyMapView::KeyMapView(CommandRegistry &commands, std::function<QList<KeyInfo>()> pageKeys, QWidget *parent)
    : QWidget(parent)
    , m_commands(commands)
    , m_pageKeys(std::move(pageKeys))
    , m_search(new QLineEdit)
    , m_problem(new Label({}, TextStyle::Small, Tone::Error))
{
    auto *column = vbox(this, {}, 8);
    auto *top = hbox(nullptr, {}, 8);
    m_search->setPlaceholderText(tr("Find an action or a key", "placeholder on the page of keys"));
    m_search->setAccessibleName(m_search->placeholderText());
    top->addWidget(m_search, 1);
    auto *reset = new Button(tr("Reset all keys", "button: restore all default keys"));
    top->addWidget(reset);
    column->addLayout(top);
    m_problem->hide();
    column->addWidget(m_problem);
    auto *content = new QWidget;
    m_rows = vbox(content, {0, 0, 8, 0}, 2);
    column->addWidget(scrolled(content), 1);
    connect(m_search, &QLineEdit::textChanged, this, &KeyMapView::rebuild);
    connect(&m_commands, &CommandRegistry::changed, this, [this] {
        if (!findChild<QKeySequenceEdit *>()) // nobody types a key at the moment
            rebuild();
    });
    connect(reset, &QPushButton::clicked, this, [this] {
        m_commands.resetKeys();
        Q_EMIT keysChanged();
        rebuild();
    });
    rebuild();
}

void KeyMapView::rebuild()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    const QString wanted = m_search->text().trimmed();
    const auto fits = [&wanted](const QString &text, const QString &keys) {
        return wanted.isEmpty() || text.contains(wanted, Qt::CaseInsensitive)
            || keys.contains(wanted, Qt::CaseInsensitive);
    };
    const auto addCommand = [&](const Command &command) {
        const QString keys = CommandRegistry::keyText(m_commands.keyOf(command.id));
        if (fits(command.text, keys))
            addRow(command.text, command.group.isEmpty() ? tr("Every list", "group of keys") : command.group, keys,
                command.id);
    };
    // The acts of this page first, then what is fixed on it, then everything else.
    const QList<KeyInfo> pageKeys = m_pageKeys();
    QSet<QString> shown;
    for (const auto &info : pageKeys)
        if (const Command *command = info.id.isEmpty() ? nullptr : m_commands.find(info.id)) {
            shown.insert(info.id);
            addCommand(*command);
        }
    for (const auto &info : pageKeys)
        if (info.id.isEmpty() && fits(info.text, info.keys))
            addRow(info.text, info.group.isEmpty() ? tr("This page", "group of keys") : info.group, info.keys, {});
    QList<Command> commands = m_commands.commands();
    commands.removeIf([&shown](const Command &command) { return shown.contains(command.id); });
    std::sort(commands.begin(), commands.end(), [](const Command &a, const Command &b) {
        return a.group != b.group ? a.group.localeAwareCompare(b.group) < 0 : a.text.localeAwareCompare(b.text) < 0;
    });
    for (const Command &command : std::as_const(commands))
        addCommand(command);
    m_rows->addStretch(1);
}

void KeyMapView::addRow(const QString &text, const QString &group, const QString &keys, const QString &commandId)
{
    auto *row = new QWidget;
    auto *line = hbox(row, {0, 3, 0, 3}, 12);
    line->addWidget(new Label(text, TextStyle::BodyMedium), 5);
    line->addWidget(new Label(group, TextStyle::Small, Tone::Muted), 2);
    auto *keyPlace = new QWidget; // of one width in all rows, so that the columns stand below each other
    keyPlace->setFixedWidth(120);
    hbox(keyPlace, {}, 0)->addWidget(new KeyHint(keys), 0, Qt::AlignTrailing);
    line->addWidget(keyPlace);
    if (commandId.isEmpty()) {
        auto *fixed = new Label(tr("fixed", "a key that cannot be changed"), TextStyle::Small, Tone::Muted);
        fixed->setFixedWidth(s_changeWidth);
        fixed->setAlignment(Qt::AlignCenter);
        line->addWidget(fixed);
    } else {
        auto *button = new Button(
            keys.isEmpty() ? tr("Set a key", "button on the page of keys") : tr("Change", "button on the page of keys"),
            ButtonRole::Link);
        button->setAccessibleName(tr("Change the key of %1", "button").arg(text));
        connect(button, &QPushButton::clicked, this, [this, commandId, line] { change(commandId, line); });
        button->setFixedWidth(s_changeWidth);
        line->addWidget(button);
    }
    m_rows->addWidget(row);
}

void KeyMapView::change(const QString &commandId, QHBoxLayout *row)
{
    auto *edit = new QKeySequenceEdit(m_commands.keyOf(commandId));
    const Command *command = m_commands.find(commandId);
    edit->setAccessibleName(tr("New key of %1", "field").arg(command ? command->text : QString()));
    edit->setFixedWidth(140);
    row->insertWidget(2, edit);
    edit->setFocus(Qt::OtherFocusReason);
    connect(edit, &QKeySequenceEdit::editingFinished, this, [this, commandId, edit] {
        const QKeySequence key = edit->keySequence();
        const Command *own = m_commands.find(commandId);
        const QString fixed = own && own->isOfPage ? PageKeys::fixedHolderOf(key) : QString();
        const Command *other = m_commands.find(m_commands.holderOf(key, commandId));
        m_problem->setVisible(other != nullptr || !fixed.isEmpty());
        if (!fixed.isEmpty()) {
            m_problem->setText(tr("%1 belongs to “%2” in every list and stays there.", "a key; what has it")
                    .arg(CommandRegistry::keyText(key), fixed));
        } else if (other) {
            m_problem->setText(tr("%1 belongs to “%2”. Take it away there first.", "a key; the command that has it")
                    .arg(CommandRegistry::keyText(key), other->text));
        } else {
            m_commands.setKey(commandId, key);
            Q_EMIT keysChanged();
        }
        post(this, [this] { rebuild(); }); // not inside the field's own signal
    });
}

} // namespace ph::ui
