// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/environments.h"

#include "ui/components/layout.h"
#include "ui/components/toast.h"
#include "ui/platform/environmentform.h"
#include "ui/platform/environmentspage.h"

namespace ph::app {

namespace {

/// The page as the shell wants pages.
class EnvironmentsAreaPage final : public ui::AreaPage {
public:
    EnvironmentsAreaPage(ui::EnvironmentsPage *page, models::EnvironmentsModel &model)
        : m_page(page)
        , m_model(model)
    {
        ui::vbox(this)->addWidget(page);
    }
    bool openObject(const QString &id) override { return m_page->list()->openObject(id); }
    void refresh() override { m_model.refresh(); }
    [[nodiscard]] QList<ui::KeyInfo> keys() const override { return m_page->list()->keys(); }

protected:
    void showEvent(QShowEvent *event) override
    {
        AreaPage::showEvent(event);
        m_model.refresh(); // the companion and other windows write there as well
    }

private:
    ui::EnvironmentsPage *m_page;
    models::EnvironmentsModel &m_model;
};

} // namespace

Environments::Environments(ui::ShellWindow &window, platform::EnvironmentService::Options options,
    platform::Keychain &keychain, const Clock &clock)
    : m_window(window)
    , m_options(std::move(options))
    , m_keychain(keychain)
    , m_clock(clock)
{
}

Environments::~Environments()
{
    delete m_gate;
    delete m_front;
}

models::EnvironmentsModel &Environments::model()
{
    if (!m_model) {
        m_service = std::make_unique<platform::EnvironmentService>(m_options, m_keychain, m_clock);
        m_model = std::make_unique<models::EnvironmentsModel>(*m_service);
    }
    return *m_model;
}

ui::EnvironmentsPage *Environments::makePage(ui::ToastStack *toasts)
{
    ui::ShellContext &context = m_window.context();
    auto *page = new ui::EnvironmentsPage(model(), &context.dialogs, toasts, context.views);
    connect(page, &ui::EnvironmentsPage::openRequested, this, &Environments::openRequested);
    connect(page, &ui::EnvironmentsPage::unlockRequested, this, &Environments::unlockRequested);
    tellWhenSaved(page->formModel());
    return page;
}

void Environments::tellWhenSaved(models::ProfileFormModel &form)
{
    connect(&form, &models::ProfileFormModel::saved, this, [this](const QString &id) {
        if (id == m_currentId)
            Q_EMIT currentChanged();
    });
}

void Environments::refresh()
{
    if (m_model)
        m_model->refresh();
}

void Environments::showGate(Begin begin)
{
    auto *gate = new QWidget;
    auto *column = ui::vbox(gate, {}, 0);
    auto *headBox = new QWidget;
    auto *head = ui::hbox(headBox, {ui::size::pageMargin, 8, ui::size::pageMargin, 8}, 10);
    auto *back = new ui::IconButton("arrow-left", tr("Back to the start page", "button"));
    head->addWidget(back);
    head->addWidget(new ui::Label(tr("Environments", "page"), ui::TextStyle::PageTitle), 1);
    column->addWidget(headBox);
    auto *room = new QWidget;
    auto *toasts = new ui::ToastStack(room);
    ui::EnvironmentsPage *page = makePage(toasts);
    ui::vbox(room)->addWidget(page);
    toasts->raise();
    column->addWidget(room, 1);
    connect(back, &QToolButton::clicked, this, &Environments::backRequested);
    connect(page, &ui::EnvironmentsPage::listShown, headBox, &QWidget::setVisible);
    m_gate = gate;
    m_window.showGate(gate);
    if (begin == Begin::NewOne)
        page->addEnvironment();
    else if (begin == Begin::Import)
        page->chooseImport();
}

void Environments::showForm(const platform::Profile &profile, const QString &field)
{
    models::EnvironmentsModel &all = model();
    auto *room = new QWidget;
    auto *draft = new models::ProfileFormModel(all.service(), room);
    auto *form = new ui::EnvironmentForm(*draft, &m_window.context().dialogs);
    form->setBackName(tr("Back to signing in", "button"));
    ui::vbox(room)->addWidget(form);
    const auto showKeychain = [&all, form] { form->setKeychain(all.keychain()); };
    connect(&all, &models::EnvironmentsModel::changed, form, showKeychain);
    connect(form, &ui::EnvironmentForm::unlockKeychainRequested, &all, &models::EnvironmentsModel::unlockKeychain);
    connect(form, &ui::EnvironmentForm::closed, &m_window, &ui::ShellWindow::closeFront);
    tellWhenSaved(*draft);
    showKeychain();
    all.refresh();
    draft->startWith(profile);
    m_front = room;
    m_window.showFront(room);
    form->focusField(field);
}

void Environments::addArea(const QString &currentId)
{
    m_currentId = currentId;
    ui::AreaEntry entry;
    entry.id = QStringLiteral("environments");
    entry.title = tr("Environments", "page");
    entry.icon = QStringLiteral("layers");
    entry.letter = QStringLiteral("e");
    entry.group = ui::AreaEntry::Group::Bottom;
    entry.order = 90;
    entry.isOfWindow = true;
    entry.makePage
        = [this](ui::ShellContext &context) { return new EnvironmentsAreaPage(makePage(&context.toasts), model()); };
    m_window.addArea(entry);
}

} // namespace ph::app
