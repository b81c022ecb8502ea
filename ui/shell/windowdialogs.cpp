// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowdialogs.h"

#include "ui/components/card.h"
#include "ui/components/dialoglayer.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/keymapview.h"

#include <QLineEdit>

namespace ph::ui {

namespace {
constexpr QSize s_leastKeys {640, 520};
constexpr auto s_closesOnEscape = "closesOnEscape";
} // namespace

WindowDialogs::WindowDialogs(
    DialogLayer &layer, models::PaletteModel &palette, CommandRegistry &commands, QObject *parent)
    : QObject(parent)
    , m_layer(layer)
    , m_palette(palette)
    , m_commands(commands)
{
    connect(&m_layer, &DialogLayer::escapePressed, this, &WindowDialogs::onEscape);
}

void WindowDialogs::onEscape()
{
    if (m_layer.dialog()->property(s_closesOnEscape).toBool())
        m_layer.close();
}

void WindowDialogs::openPalette(const QString &prefix)
{
    if (m_layer.isOpen())
        return;
    auto *palette = new CommandPalette(m_palette);
    palette->setProperty(s_closesOnEscape, true);
    connect(palette, &CommandPalette::chosen, this, [this](int row) {
        m_layer.close();
        m_palette.run(row);
        Q_EMIT changed();
    });
    m_layer.open(palette, palette->edit());
    palette->edit()->setText(prefix);
}

void WindowDialogs::openKeys(std::function<QList<KeyInfo>()> pageKeys)
{
    if (m_layer.isOpen())
        return;
    auto *card = new Card(tr("Keys", "title of the list of keys"));
    card->setProperty(s_closesOnEscape, true);
    auto *keys = new KeyMapView(m_commands, std::move(pageKeys));
    keys->setMinimumSize(s_leastKeys);
    connect(keys, &KeyMapView::keysChanged, this, &WindowDialogs::changed);
    auto *close = new IconButton("x", tr("Close", "button"));
    connect(close, &QToolButton::clicked, &m_layer, &DialogLayer::close);
    card->header()->addTrailing(close);
    card->content()->addWidget(keys);
    m_layer.open(card, keys->search());
}

} // namespace ph::ui
