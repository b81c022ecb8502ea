// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/platform/environmentspage.h"

#include "models/base/tablefilter.h"
#include "services/wording/errors.h"
#include "services/wording/numbers.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/layout.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/schemafilter.h"
#include "ui/components/tableview.h"
#include "ui/components/toast.h"
#include "ui/platform/environmentdetail.h"
#include "ui/platform/environmentform.h"
#include "ui/platform/importview.h"

#include <QFileDialog>
#include <QStackedWidget>

namespace ph::ui {

namespace {

constexpr int s_lookEvery = 2000; ///< ms

const wording::FilterSchema &environmentSchema()
{
    using wording::FieldType;
    static const wording::FilterSchema s_schema {{
        {QStringLiteral("name"), FieldType::Text, {}, EnvironmentsPage::tr("name of the environment"), true},
        {QStringLiteral("kind"), FieldType::Text, {}, EnvironmentsPage::tr("local, development, staging, production")},
        {QStringLiteral("guards"), FieldType::Text, {}, EnvironmentsPage::tr("protected, read-only …"), true},
        {QStringLiteral("links"), FieldType::Text, {}, EnvironmentsPage::tr("kinds of its links"), true},
    }};
    return s_schema;
}

/// A name that every file system takes.
QString fileNameOf(const QString &name)
{
    QString safe;
    for (const QChar c : name)
        safe += c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('_') ? c : QLatin1Char('-');
    return (safe.isEmpty() ? QStringLiteral("environment") : safe.left(60)) + QStringLiteral(".pilothouse.json");
}

} // namespace

EnvironmentsPage::EnvironmentsPage(
    models::EnvironmentsModel &model, DialogLayer *dialogs, ToastStack *toasts, ViewStore *store, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_formModel(model.service())
    , m_dialogs(dialogs)
    , m_toasts(toasts)
    , m_stack(new QStackedWidget)
    , m_list(new ResourcePage(descriptor(), store))
    , m_form(new EnvironmentForm(m_formModel, dialogs))
    , m_import(new ImportView)
{
    auto *column = vbox(this, {}, 0);
    column->addWidget(m_stack);
    for (QWidget *page : QList<QWidget *> {m_list, m_form, m_import})
        m_stack->addWidget(page);
    connect(m_list, &ResourcePage::retryRequested, &m_model, &models::EnvironmentsModel::refresh);
    connect(m_list, &ResourcePage::refreshRequested, &m_model, &models::EnvironmentsModel::refresh);
    connect(&m_model, &models::EnvironmentsModel::changed, this, &EnvironmentsPage::refreshState);
    connect(&m_model, &models::EnvironmentsModel::failed, this, &EnvironmentsPage::showFailure);
    connect(&m_model, &models::EnvironmentsModel::removed, this, [this](const QString &name) {
        m_dialogs->close();
        if (m_toasts)
            m_toasts->show(tr("%1 and its passwords were removed").arg(name));
    });
    connect(&m_model, &models::EnvironmentsModel::exported, this, [this](const QString &file) {
        if (m_toasts)
            m_toasts->show(tr("Written to %1, without secrets").arg(file));
    });
    connect(
        &m_model, &models::EnvironmentsModel::previewReady, this,
        [this](const platform::ImportPreview &preview) {
            m_import->show(preview, m_importFile);
            m_stack->setCurrentWidget(m_import);
        },
        Qt::DirectConnection);
    connect(&m_model, &models::EnvironmentsModel::imported, this, &EnvironmentsPage::editEnvironment);
    connect(m_form, &EnvironmentForm::closed, this, &EnvironmentsPage::showList);
    connect(m_form, &EnvironmentForm::unlockKeychainRequested, &m_model, &models::EnvironmentsModel::unlockKeychain);
    connect(m_form, &EnvironmentForm::unlockRequested, this, &EnvironmentsPage::unlockRequested);
    connect(m_import, &ImportView::closed, this, &EnvironmentsPage::showList);
    connect(m_import, &ImportView::accepted, this,
        [this](const QString &name) { m_model.takeImport(m_import->preview(), name); });
    connect(m_stack, &QStackedWidget::currentChanged, this,
        [this] { Q_EMIT listShown(m_stack->currentWidget() == m_list); });
    m_look.setInterval(s_lookEvery);
    connect(&m_look, &QTimer::timeout, &m_model, &models::EnvironmentsModel::look);
    refreshState();
}

void EnvironmentsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_look.start();
}

void EnvironmentsPage::hideEvent(QHideEvent *event)
{
    m_look.stop();
    QWidget::hideEvent(event);
}

ResourceDescriptor EnvironmentsPage::descriptor()
{
    ResourceDescriptor d;
    d.key = QStringLiteral("environments");
    d.title = tr("Environments");
    models::EnvironmentListModel *table = m_model.table();
    d.table = table;
    const Clock &clock = m_model.service().clock();
    d.language = std::make_shared<SchemaFilter>(
        environmentSchema(), models::tableValues(table, environmentSchema(), clock), clock);
    d.compile = [table, &clock](const QString &text) {
        return models::tableFilter(table, environmentSchema(), text, {clock.wall()});
    };
    d.filterHint = QStringLiteral("kind:production");
    d.sortBy = QStringLiteral("name");
    d.sortOrder = Qt::AscendingOrder;
    d.countText = [](int shown, int) {
        return QPair<QString, QString> {wording::counted(shown, wording::Noun::Environment), {}};
    };
    d.emptyState = [](const QString &filter) {
        ViewState state;
        state.kind = ViewState::Kind::Empty;
        state.sentence = filter.isEmpty()
            ? tr("No environment yet. Add the one you look after, or import a colleague's.")
            : tr("No environment matches this filter.");
        state.nextStep = filter.isEmpty() ? tr("Add an environment") : tr("Clear the filter");
        return state;
    };
    d.nextStep = [this] {
        if (m_model.table()->rowCount() == 0)
            addEnvironment();
        else
            m_list->setFilter({});
    };
    d.makeDetail = [this](QWidget *parent) { return new EnvironmentDetail(m_model, parent); };
    d.actions = actions();
    d.copyAs = {{tr("Name"),
                    [this](const QStringList &ids) {
                        QStringList names;
                        for (const QString &id : ids)
                            if (const auto *profile = m_model.find(id))
                                names << profile->name;
                        return names.join(QLatin1Char('\n'));
                    }},
        {tr("Command"), [this](const QStringList &ids) {
             const auto *profile = ids.isEmpty() ? nullptr : m_model.find(ids.first());
             return QStringLiteral("pilothousectl env check --env '%1'")
                 .arg(profile ? QString(profile->name).replace(QLatin1Char('\''), QLatin1String("'\\''")) : QString());
         }}};
    d.canPause = false;
    d.isLive = false;
    return d;
}

ActionState EnvironmentsPage::ownState(const QStringList &ids) const
{
    ActionState state;
    const platform::Profile *profile = ids.size() == 1 ? m_model.find(ids.first()) : nullptr;
    state.isShown = ids.size() <= 1;
    if (profile == nullptr)
        state.disabledBecause = tr("Choose one environment");
    else if (!profile->localFolder.isEmpty())
        state.disabledBecause = tr("A local platform keeps its environment up to date itself");
    return state;
}

QList<RowAction> EnvironmentsPage::actions()
{
    const auto one = [](const QStringList &ids) {
        ActionState state;
        state.isShown = ids.size() <= 1;
        if (ids.size() != 1)
            state.disabledBecause = tr("Choose one environment");
        return state;
    };
    return {
        {QStringLiteral("environments.open"), tr("Open"), QStringLiteral("plug"),
            QKeySequence(QStringLiteral("Ctrl+Return")), ButtonRole::Secondary, false, one,
            [this](const QStringList &ids) { Q_EMIT openRequested(ids.first()); }},
        {QStringLiteral("environments.edit"), tr("Change…"), QStringLiteral("pencil"),
            QKeySequence(QStringLiteral("E")), ButtonRole::Secondary, false,
            [this](const QStringList &ids) { return ownState(ids); },
            [this](const QStringList &ids) { editEnvironment(ids.first()); }},
        {QStringLiteral("environments.export"), tr("Export…"), QStringLiteral("upload"), {}, ButtonRole::Secondary,
            false, one, [this](const QStringList &ids) { chooseExport(ids.first()); }},
        {QStringLiteral("environments.remove"), tr("Remove…"), QStringLiteral("trash-2"), {}, ButtonRole::DangerOutline,
            false, [this](const QStringList &ids) { return ownState(ids); },
            [this](const QStringList &ids) { askRemove(ids.first()); }},
        {QStringLiteral("environments.add"), tr("Add…"), QStringLiteral("plus"), QKeySequence(QStringLiteral("A")),
            ButtonRole::Primary, true, {}, [this](const QStringList &) { addEnvironment(); }},
        {QStringLiteral("environments.import"), tr("Import…"), QStringLiteral("download"), {}, ButtonRole::Secondary,
            true, {}, [this](const QStringList &) { chooseImport(); }},
    };
}

void EnvironmentsPage::refreshState()
{
    ViewState state;
    if (m_model.error()) {
        const wording::Sentence sentence
            = wording::errorSentence(*m_model.error(), tr("The environments could not be read"));
        state.kind = ViewState::Kind::Error;
        state.message = {BannerKind::Error, sentence.title, sentence.body(), {}, sentence.details, true};
    } else if (m_failure) {
        state.kind = ViewState::Kind::Error;
        state.message = *m_failure;
    } else if (!m_model.isLoaded()) {
        state.kind = ViewState::Kind::Loading;
    }
    for (const Error &error : m_model.damaged())
        state.missing << wording::errorSentence(error, tr("A file cannot be used")).line();
    m_list->setState(state);
    m_form->setKeychain(m_model.keychain());
    m_list->refreshActions();
}

void EnvironmentsPage::showList()
{
    m_stack->setCurrentWidget(m_list);
    m_list->table()->setFocus();
}

void EnvironmentsPage::addEnvironment(platform::EnvironmentKind kind)
{
    m_formModel.startNew(kind);
    m_stack->setCurrentWidget(m_form);
    m_form->focusFirst();
}

void EnvironmentsPage::editEnvironment(const QString &id)
{
    const platform::Profile *profile = m_model.find(id);
    if (profile == nullptr)
        return showList();
    m_formModel.startWith(*profile);
    m_stack->setCurrentWidget(m_form);
    m_form->focusFirst();
}

void EnvironmentsPage::importFile(const QString &file)
{
    m_failure.reset();
    m_importFile = file;
    m_model.readImport(file);
}

void EnvironmentsPage::chooseImport()
{
    auto *dialog = new QFileDialog(this, tr("Import an environment"), {}, tr("Environments (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &EnvironmentsPage::importFile);
    dialog->open();
}

void EnvironmentsPage::chooseExport(const QString &id)
{
    const platform::Profile *profile = m_model.find(id);
    if (profile == nullptr)
        return;
    auto *dialog = new QFileDialog(this, tr("Export %1 without its secrets").arg(profile->name),
        fileNameOf(profile->name), tr("Environments (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this, id](const QString &file) { m_model.exportTo(id, file); });
    dialog->open();
}

void EnvironmentsPage::askRemove(const QString &id)
{
    const platform::Profile *profile = m_model.find(id);
    if (profile == nullptr)
        return;
    ReviewView view;
    view.isDanger = true;
    view.icon = QStringLiteral("trash-2");
    view.title = tr("Remove %1").arg(profile->name);
    view.environment = profile->label;
    view.environmentTone = profile->isProtected ? Tone::Error : Tone::Muted;
    ReviewView::Step passwords;
    passwords.text = tr("Its passwords and the sign-in are taken out of the keyring.");
    ReviewView::Step file;
    file.text = tr("Its %1 links and guards are forgotten here.").arg(profile->links.size());
    view.steps = {passwords, file};
    view.remarks = {{ReviewView::Remark::Kind::Undo, {},
                        tr("Export it first to be able to import it again; passwords are not in an export.")},
        {ReviewView::Remark::Kind::Person, {}, tr("The servers are not touched.")}};
    if (profile->isProtected) {
        view.typedName = profile->name;
        view.typedLabel = tr("Type the environment's name, %1").arg(profile->name);
    }
    view.verb = tr("Remove %1").arg(profile->name);
    ReviewDialog *dialog = ReviewDialog::open(m_dialogs, view);
    connect(dialog, &ReviewDialog::cancelled, m_dialogs, &DialogLayer::close);
    connect(dialog, &ReviewDialog::confirmed, this, [this, dialog, id] {
        dialog->setBusy(tr("Removing…"));
        m_model.remove(id);
    });
}

void EnvironmentsPage::showFailure(const Error &error, const QString &what)
{
    const wording::Sentence sentence = wording::errorSentence(error, what);
    const Message message {BannerKind::Error, sentence.title, sentence.body(), {}, sentence.details, false};
    if (auto *dialog = qobject_cast<ReviewDialog *>(m_dialogs->dialog()))
        return dialog->setError(message);
    if (m_stack->currentWidget() == m_import)
        return m_import->showError(message);
    m_failure = message;
    refreshState();
}

} // namespace ph::ui
