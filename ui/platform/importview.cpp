// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/platform/importview.h"

#include "models/platform/environmentlistmodel.h"
#include "ui/components/card.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/scroll.h"
#include "ui/platform/fieldtexts.h"

namespace ph::ui {

ImportView::ImportView(QWidget *parent)
    : QWidget(parent)
    , m_title(new Label({}, TextStyle::PageTitle))
    , m_file(new MonoLabel({}, Tone::Muted))
    , m_error(new Banner)
    , m_name(
          new FormField(QStringLiteral("importName"), {tr("Name here"), {}, tr("Environments have different names.")}))
    , m_take(new Button({}, ButtonRole::Primary))
{
    auto *outer = vbox(this, {}, 0);
    auto *page = new QWidget;
    page->setMaximumWidth(920);
    auto *column = vbox(page, {size::pageMargin, size::pageTop, size::pageMargin, size::pageTop}, size::gap);
    auto *head = hbox(nullptr);
    auto *back = new IconButton("arrow-left", tr("Back to the environments"));
    connect(back, &IconButton::clicked, this, &ImportView::closed);
    head->addWidget(back);
    head->addWidget(m_title);
    head->addWidget(m_file, 1);
    column->addLayout(head);
    auto *named = new Card;
    named->content()->addWidget(m_name);
    column->addWidget(named);
    m_sections = vbox(nullptr, {}, size::gap);
    column->addLayout(m_sections);
    column->addStretch(1); // cards are as high as what they hold
    outer->addWidget(scrolled(page), 1);
    auto *foot = new QWidget;
    auto *footColumn = vbox(foot, {size::pageMargin, 10, size::pageMargin, 10}, 8);
    m_error->hide();
    footColumn->addWidget(m_error);
    auto *row = hbox(nullptr);
    row->addStretch();
    auto *cancel = new Button(tr("Cancel", "leaves an import"));
    connect(cancel, &Button::clicked, this, &ImportView::closed);
    row->addWidget(cancel);
    m_take->setObjectName(QStringLiteral("takeImport"));
    connect(m_take, &Button::clicked, this, [this] { Q_EMIT accepted(m_name->text()); });
    row->addWidget(m_take);
    footColumn->addLayout(row);
    outer->addWidget(foot);
}

void ImportView::addSection(const QString &title, const QString &icon, Tone tone, const QStringList &lines, bool isMono)
{
    if (lines.isEmpty())
        return;
    auto *card = new Card(title);
    for (const QString &text : lines) {
        auto *row = hbox(nullptr, {}, 8);
        row->addWidget(new IconView(icon, tone, size::smallIcon), 0, Qt::AlignTop);
        auto *label = isMono ? new MonoLabel(text) : new Label(text);
        row->addWidget(label, 1);
        card->content()->addLayout(row);
    }
    m_sections->addWidget(card);
}

void ImportView::show(const platform::ImportPreview &preview, const QString &file)
{
    m_preview = preview;
    m_error->hide();
    while (QLayoutItem *item = m_sections->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    const platform::Profile &profile = preview.profile;
    m_title->setText(tr("Import %1 (%2)").arg(profile.name, models::environmentKindWord(profile.kind).toLower()));
    m_file->setText(file);
    m_name->setText(profile.name);
    QStringList links;
    for (const platform::Link &link : profile.links) {
        links << QStringLiteral("%1  %2").arg(link.label.isEmpty() ? link.id : link.label, link.url.toString());
        if (!link.caPem.isEmpty())
            links.last() += tr("  · trusts a private CA");
    }
    addSection(tr("Links it brings"), QStringLiteral("link"), Tone::Muted, links, true);
    addSection(tr("A banner unlike that of its kind"), QStringLiteral("triangle-alert"), Tone::Warn, preview.banner);
    addSection(tr("Guards that are set although the file says otherwise"), QStringLiteral("shield-check"), Tone::Ok,
        preview.raised);
    addSection(tr("Passwords to enter afterwards"), QStringLiteral("key-round"), Tone::Accent, preview.needed);
    addSection(tr("Left out"), QStringLiteral("minus"), Tone::Muted, preview.dropped, true);
    m_take->setText(tr("Import %1").arg(profile.name));
}

void ImportView::showError(const Message &message)
{
    m_error->setMessage(message);
    m_error->show();
    m_name->focusInput();
}

} // namespace ph::ui
