// SPDX-License-Identifier: GPL-3.0-or-later
// Renders every component in dark, light and high contrast to pictures: ui_gallery FOLDER [--reverse]. Scale by
// QT_SCALE_FACTOR.

#include "tests/ui/components/samples.h"
#include "ui/charts/meter.h"
#include "ui/charts/sparkline.h"
#include "ui/components/banner.h"
#include "ui/components/card.h"
#include "ui/components/detailpanel.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/filterbar.h"
#include "ui/components/keyhint.h"
#include "ui/components/layout.h"
#include "ui/components/resourcepage.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/statepill.h"
#include "ui/components/tableview.h"
#include "ui/components/toast.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QRadioButton>
#include <QtTest>
#include <cmath>

using namespace ph;
using namespace ph::ui;

namespace {

class SampleDetail final : public DetailView {
public:
    explicit SampleDetail(QWidget *parent)
        : DetailView(parent)
    {
        auto *column = vbox(this, {16, 12, 16, 12}, 12);
        auto *life = new SectionHeader(QStringLiteral("Life"), TextStyle::SmallStrong);
        life->setNote(QStringLiteral("33.9 s in all · 7.4 s of work"));
        column->addWidget(life);
        auto *line = new Sparkline(QStringLiteral("life"));
        line->setValues({1, 3, 2, 5, 4, 6, 8, 7});
        column->addWidget(line);
        column->addWidget(new Divider);
        column->addWidget(new SectionHeader(QStringLiteral("Arguments"), TextStyle::SmallStrong));
        auto *facts = new FactList;
        facts->addMono(QStringLiteral("session_id"), QStringLiteral("\"s_0193f2c8-77ab\" != --flag"));
        facts->addMono(QStringLiteral("message"), QStringLiteral("\"Summarise the open incidents of this week\""));
        facts->addFact(QStringLiteral("api_key"), QStringLiteral("hidden by rule “secrets”"), Tone::Muted);
        column->addWidget(facts);
        column->addWidget(new Divider);
        auto *head = new SectionHeader(QStringLiteral("Exception"), TextStyle::SmallStrong);
        (void)head->addLink(QStringLiteral("Copy traceback"));
        column->addWidget(head);
        auto *code = new CodeBlock(QStringLiteral("Exception"));
        code->addLine(QStringLiteral("psycopg.errors.UndefinedColumn"), Tone::Error, true);
        code->addLine(QStringLiteral("column artifacts.embedding_ref does not exist"), Tone::Error);
        code->addLine(QStringLiteral("app/agents/run_session.py:88 in run_session"));
        code->addLine(QStringLiteral("    context = await memory.load(session_id)"), Tone::Muted);
        column->addWidget(code);
        column->addStretch(1);
    }
    DetailHead showObject(const QString &id) override
    {
        return {QStringLiteral("failed"), models::Status::Failed, QStringLiteral("agents.run_session"), id,
            QStringLiteral("25 s ago · worker-2, pid 4121")};
    }
};

QWidget *atoms()
{
    auto *page = new QWidget;
    page->resize(1200, 860);
    auto *columns = hbox(page, {20, 16, 20, 16}, 12);
    auto *left = vbox(nullptr, {}, 12);
    auto *right = vbox(nullptr, {}, 12);
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);

    auto *buttons = new Card(QStringLiteral("Buttons"));
    buttons->header()->setSubtitle(QStringLiteral("one filled button a page"));
    buttons->header()->setNote(QStringLiteral("1 down"), Tone::Error);
    auto *row = hbox(nullptr, {}, 8);
    row->addWidget(new Button(QStringLiteral("Open agents.high"), ButtonRole::Primary));
    auto *secondary = new Button(QStringLiteral("Revoke…"));
    secondary->setThemeIcon("ban");
    row->addWidget(secondary);
    auto *disabled = new Button(QStringLiteral("Revoke…"));
    disabled->setDisabledBecause(QStringLiteral("Too late to revoke"));
    row->addWidget(disabled);
    row->addWidget(new Button(QStringLiteral("Suspend…"), ButtonRole::DangerOutline));
    row->addStretch(1);
    buttons->content()->addLayout(row);
    row = hbox(nullptr, {}, 8);
    row->addWidget(new Button(QStringLiteral("Restore main in place"), ButtonRole::Danger));
    auto *off = new Button(QStringLiteral("Restore main in place"), ButtonRole::Danger);
    off->setEnabled(false);
    row->addWidget(off);
    auto *cancel = new Button(QStringLiteral("Cancel"), ButtonRole::Cancel);
    cancel->setObjectName(QStringLiteral("focused"));
    row->addWidget(cancel);
    row->addWidget(new Button(QStringLiteral("Retry now"), ButtonRole::Link));
    auto *bell = new IconButton("bell", QStringLiteral("Notifications"));
    bell->setBadge(2);
    row->addWidget(bell);
    row->addWidget(new IconButton("history", QStringLiteral("Activity")));
    row->addStretch(1);
    buttons->content()->addLayout(row);
    left->addWidget(buttons);

    auto *states = new Card(QStringLiteral("States"));
    row = hbox(nullptr, {}, 8);
    using S = models::Status;
    const QList<QPair<const char *, S>> words {{"succeeded", S::Ok}, {"running", S::Running}, {"queued", S::Waiting},
        {"retrying", S::Warning}, {"failed", S::Failed}, {"revoked", S::Past}};
    for (const auto &[word, status] : words)
        row->addWidget(new StatePill(QString::fromLatin1(word), status));
    auto *tag = new StatePill;
    tag->setTag(QStringLiteral("Scale plan"), Tone::Operator);
    row->addWidget(tag);
    row->addStretch(1);
    states->content()->addLayout(row);
    row = hbox(nullptr, {}, 10);
    auto *badge = new EnvironmentBadge;
    badge->setEnvironment(QStringLiteral("Production"), Tone::Error);
    row->addWidget(badge);
    auto *local = new EnvironmentBadge;
    local->setEnvironment(QStringLiteral("Local"), Tone::Ok);
    row->addWidget(local);
    for (const char *key : {"Ctrl+K", "g q", "Esc"})
        row->addWidget(new KeyHint(QString::fromLatin1(key)));
    row->addWidget(new MonoLabel(QStringLiteral("pgbackrest --stanza=main != x -> y")));
    row->addStretch(1);
    states->content()->addLayout(row);
    left->addWidget(states);

    auto *inputs = new Card(QStringLiteral("Inputs"));
    row = hbox(nullptr, {}, 8);
    auto *edit = new QLineEdit(QStringLiteral("INC-2291: migration dropped a column"));
    row->addWidget(edit);
    auto *combo = new QComboBox;
    combo->addItems({QStringLiteral("Last 60 min"), QStringLiteral("Last 24 h")});
    row->addWidget(combo);
    inputs->content()->addLayout(row);
    row = hbox(nullptr, {}, 16);
    auto *check = new QCheckBox(QStringLiteral("Protected"));
    check->setChecked(true);
    row->addWidget(check);
    row->addWidget(new QCheckBox(QStringLiteral("Read-only")));
    auto *radio = new QRadioButton(QStringLiteral("UTC"));
    radio->setChecked(true);
    row->addWidget(radio);
    row->addWidget(new QRadioButton(QStringLiteral("Local")));
    row->addStretch(1);
    inputs->content()->addLayout(row);
    auto *bar = new FilterBar;
    bar->setLanguage(std::make_shared<test::SampleLanguage>());
    bar->setText(QStringLiteral("state:failed name:agents.* queue:agents.high"));
    inputs->content()->addWidget(bar);
    auto *wrong = new FilterBar;
    wrong->setLanguage(std::make_shared<test::SampleLanguage>());
    wrong->setText(QStringLiteral("state:failed"));
    wrong->edit()->setText(QStringLiteral("tenat:acme"));
    Q_EMIT wrong->edit()->textEdited(wrong->edit()->text());
    inputs->content()->addWidget(wrong);
    left->addWidget(inputs);

    auto *lines = new Card(QStringLiteral("Queues"));
    lines->setAttention(Tone::Error);
    QList<double> wave;
    for (int i = 0; i < 60; ++i)
        wave << 20 + 8 * std::sin(i / 4.0) + (i > 50 ? (i - 50) * 6 : 0);
    for (const Tone tone : {Tone::Error, Tone::Muted, Tone::Accent}) {
        auto *spark = new Sparkline(QStringLiteral("waiting"));
        spark->setValues(wave);
        spark->setTone(tone);
        if (tone == Tone::Muted)
            spark->setKnownShare(0.86);
        lines->content()->addWidget(spark);
    }
    auto *meter = new Meter(QStringLiteral("slots"));
    meter->setShare(0.84, Tone::Warn);
    meter->setMarks(0.8, 0.95);
    lines->content()->addWidget(meter);
    auto *small = new Meter(QStringLiteral("slots"));
    small->setShare(0.01, Tone::Muted);
    lines->content()->addWidget(small);
    auto *segments = new SegmentBar(QStringLiteral("workers"));
    using Seg = SegmentBar::Segment;
    segments->setSegments({Seg::Alive, Seg::Alive, Seg::Alive, Seg::Alive, Seg::Late, Seg::Lost});
    lines->content()->addWidget(segments);
    left->addWidget(lines);
    left->addStretch(1);

    auto *errorCard = new Card(QStringLiteral("Sign-ins"));
    errorCard->header()->setNote(QStringLiteral("not shown"), Tone::Error);
    auto *error = new Banner;
    error->setMessage({BannerKind::Error, QStringLiteral("Auth cannot list users"),
        QStringLiteral("500 unexpected_failure\nDatabase error finding users"),
        QStringLiteral("Sign-in works: your token renewed 14:01:40"), {}, true});
    errorCard->content()->addWidget(error);
    auto *warn = new Banner;
    warn->setSlim(true);
    warn->setMessage(
        {BannerKind::Warning, QStringLiteral("Prometheus not answering, retrying in 4 s"), {}, {}, {}, true});
    errorCard->content()->addWidget(warn);
    right->addWidget(errorCard);

    const auto host = [&](const ViewState &state, const QString &title) {
        auto *card = new Card(title);
        auto *content = new Label(QStringLiteral("1 284 tasks wait there, most for acme-labs."), TextStyle::Value);
        auto *h = new StateHost(content);
        h->setState(state);
        card->content()->addWidget(h);
        card->setMinimumHeight(120);
        right->addWidget(card);
    };
    ViewState stale;
    stale.stale = ViewState::Stale {QStringLiteral("13:58:04 UTC"), QStringLiteral("Prometheus not answering"),
        SystemClock().monotonic() + std::chrono::seconds(4)};
    host(stale, QStringLiteral("Stale"));
    ViewState empty;
    empty.kind = ViewState::Kind::Empty;
    empty.sentence = QStringLiteral("No task failed in the last hour.");
    empty.nextStep = QStringLiteral("Widen to 24 h");
    host(empty, QStringLiteral("Empty"));
    ViewState forbidden;
    forbidden.kind = ViewState::Kind::Forbidden;
    forbidden.sentence = QStringLiteral(
        "Needs the right platform.queues. Mira Voss or another owner can grant it. You had it until 13:40 UTC.");
    host(forbidden, QStringLiteral("Forbidden"));
    right->addWidget(new GapStrip(
        QStringLiteral("Stream interrupted 14:00:03–14:00:09"), QStringLiteral("212 tasks re-read, 3 unknown")));
    right->addStretch(1);
    return page;
}

QWidget *resource(test::SampleTable *table)
{
    auto d = test::sampleDescriptor(table);
    d.makeDetail = [](QWidget *parent) { return new SampleDetail(parent); };
    RowAction retry {QStringLiteral("tasks.retry"), QStringLiteral("Retry…"), QStringLiteral("rotate-ccw"),
        QKeySequence(Qt::Key_R), ButtonRole::Primary};
    retry.run = [](const QStringList &) { };
    RowAction revoke {QStringLiteral("tasks.revoke"), QStringLiteral("Revoke…"), QStringLiteral("ban")};
    revoke.state = [](const QStringList &) { return ActionState {true, QStringLiteral("Too late to revoke"), {}}; };
    revoke.run = [](const QStringList &) { };
    d.actions = {retry, revoke};
    d.copyAs = {{QStringLiteral("JSON"), [](const QStringList &) { return QString(); }}};
    auto *page = new ResourcePage(d);
    page->resize(1224, 800);
    page->setLiveText(QStringLiteral("live, 0.1 s behind"), models::Status::Ok);
    page->setFilter(QStringLiteral("queue:agents.high"));
    return page;
}

QWidget *review(bool large)
{
    auto *room = new QWidget;
    room->resize(large ? QSize(1440, 874) : QSize(900, 700));
    auto *column = vbox(room, {20, 20, 20, 20});
    column->addWidget(new Card(QStringLiteral("Below")));
    auto *layer = new DialogLayer(room);
    auto *dialog = ReviewDialog::open(layer, test::sampleReview(large));
    if (large) {
        dialog->reasonEdit()->setText(
            QStringLiteral("INC-2291: migration 0193 dropped artifacts.embedding_ref, agents.* fail for all tenants"));
        dialog->nameEdit()->setText(QStringLiteral("mai"));
    }
    return room;
}

void shoot(QWidget *page, const QString &file)
{
    page->setAutoFillBackground(true);
    page->show();
    if (!QTest::qWaitForWindowExposed(page))
        qWarning("not exposed");
    QCoreApplication::processEvents();
    if (auto *focused = page->findChild<QWidget *>(QStringLiteral("focused")))
        focused->setFocus();
    if (auto *resourcePage = qobject_cast<ResourcePage *>(page)) {
        resourcePage->openObject(resourcePage->table()->index()->index(2, 0).data(models::IdRole).toString());
        resourcePage->table()->setFocus();
    }
    QCoreApplication::processEvents();
    if (!page->grab().save(file))
        qFatal("cannot write %s", qPrintable(file));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QDir::tempPath();
    QDir().mkpath(folder);
    const QString suffix = QString::fromLatin1(qgetenv("QT_SCALE_FACTOR") == "2" ? "@2" : "")
        + (QGuiApplication::isRightToLeft() ? QStringLiteral("-rtl") : QString());
    Theme theme(AppearanceChoice::Dark);
    const QList<QPair<AppearanceChoice, QString>> looks {{AppearanceChoice::Dark, QStringLiteral("dark")},
        {AppearanceChoice::Light, QStringLiteral("light")},
        {AppearanceChoice::HighContrast, QStringLiteral("contrast")}};
    for (const auto &[choice, name] : looks) {
        theme.setChoice(choice);
        test::SampleTable table;
        table.update(test::sampleTasks(60));
        const QList<QPair<QString, std::function<QWidget *()>>> plates {{QStringLiteral("atoms"), atoms},
            {QStringLiteral("page"), [&] { return resource(&table); }},
            {QStringLiteral("review"), [] { return review(true); }},
            {QStringLiteral("review-small"), [] { return review(false); }}};
        for (const auto &[plate, make] : plates) {
            const std::unique_ptr<QWidget> page(make());
            shoot(page.get(), QStringLiteral("%1/%2-%3%4.png").arg(folder, plate, name, suffix));
        }
    }
    return 0;
}
