// SPDX-License-Identifier: GPL-3.0-or-later
// What is confirmed belongs to one environment: its dialog does not outlive it.
#include "services/platform/session/platformsession.h"
#include "tests/support/testmain.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/toast.h"
#include "ui/operations/reviewflow.h"

#include <QAbstractButton>
#include <QTemporaryDir>

using namespace ph;
using namespace ph::operations;
using namespace std::chrono_literals;

namespace {

const SystemClock s_clock;
std::atomic<int> s_stepsDone = 0;

const ActionSpec s_spec {QStringLiteral("tasks.revoke"), QStringLiteral("tasks revoke"),
    QStringLiteral("platform.queues"), {}, ActionClass::Disruptive};

class OneStep final : public Operation {
public:
    [[nodiscard]] const ActionSpec &spec() const override { return s_spec; }
    [[nodiscard]] QJsonObject parameters() const override { return {}; }
    [[nodiscard]] Task<Plan> plan(std::stop_token) override
    {
        Plan plan;
        plan.title = QStringLiteral("Revoke 91b3");
        plan.confirmVerb = QStringLiteral("Revoke 1 task");
        plan.objectName = QStringLiteral("91b3");
        plan.steps = {
            {QStringLiteral("tell"), QStringLiteral("Tell the workers"), QStringLiteral("PUBLISH"), {}, false, false}};
        plan.fingerprint = fingerprintOf({QStringLiteral("1")});
        co_return plan;
    }
    [[nodiscard]] Task<StepResult> runStep(PlanStep, transport::WritePermit, std::stop_token) override
    {
        ++s_stepsDone;
        co_return StepResult {QStringLiteral("done"), {}, false};
    }
    [[nodiscard]] Task<Evidence> verify(std::stop_token) override
    {
        Evidence evidence;
        evidence.isConfirmed = true;
        co_return evidence;
    }
};

} // namespace

class TestDialogs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        s_stepsDone = 0;
        m_window = std::make_unique<QWidget>();
        m_window->resize(1300, 900);
        m_layer = new ui::DialogLayer(m_window.get());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup()
    {
        m_session.reset();
        m_window.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void theDialogDiesWithItsEnvironment()
    {
        auto *dialog = openReview(m_window.get());
        QVERIFY(dialog != nullptr);
        const QPointer<QWidget> watched(dialog);
        m_session.reset(); // the person goes to another environment, in the same window
        QVERIFY(!m_layer->isOpen());
        QTRY_VERIFY(!watched);
        openSession(QStringLiteral("other"));
        QTest::keyClick(m_window.get(), Qt::Key_Return);
        QTest::qWait(20);
        QCOMPARE(s_stepsDone.load(), 0);
    }

    void theDialogDiesWithItsPage()
    {
        auto owner = std::make_unique<QObject>();
        auto *dialog = openReview(owner.get());
        QVERIFY(dialog != nullptr);
        const QPointer<QWidget> watched(dialog);
        owner.reset();
        QVERIFY(!m_layer->isOpen());
        QTRY_VERIFY(!watched);
        QCOMPARE(s_stepsDone.load(), 0);
    }

    /// The control: what is confirmed in an environment that is there is done.
    void aDialogOfALivingEnvironmentActs()
    {
        auto *dialog = openReview(m_window.get());
        QVERIFY(dialog != nullptr);
        Q_EMIT dialog->confirmed(QStringLiteral("because"), QString());
        QTRY_COMPARE(s_stepsDone.load(), 1);
        QTRY_VERIFY(!m_layer->isOpen());
    }

private:
    void openSession(const QString &name)
    {
        platform::SessionOptions options;
        options.profile = platform::Profile::make(name, platform::EnvironmentKind::Local);
        options.stateFolder = m_state.path() + u'/' + name;
        m_session = std::make_unique<platform::PlatformSession>(std::move(options), s_clock);
        m_session->start();
        QVERIFY(test::await(m_session->ready({})));
        Identity identity;
        identity.role = QStringLiteral("admin");
        identity.rights = {{QStringLiteral("platform.queues"), {}, QStringLiteral("role admin")}};
        identity.isVerified = true;
        identity.validUntil = s_clock.monotonic() + 1h;
        identity.signedInAt = s_clock.monotonic();
        m_session->identities().set(std::make_shared<Identity>(identity));
    }
    ui::ReviewDialog *openReview(QObject *owner)
    {
        openSession(QStringLiteral("first"));
        ui::ReviewFlow::start(
            *m_session, s_spec, [] { return std::make_shared<OneStep>(); }, QStringLiteral("x"), {m_layer, nullptr},
            owner);
        QElapsedTimer timer;
        timer.start();
        while (!m_layer->isOpen() && timer.elapsed() < 5000)
            QTest::qWait(5);
        return qobject_cast<ui::ReviewDialog *>(m_layer->dialog());
    }

    std::unique_ptr<QWidget> m_window;
    ui::DialogLayer *m_layer = nullptr;
    QTemporaryDir m_state;
    std::unique_ptr<platform::PlatformSession> m_session;
};

PH_TEST(TestDialogs)
#include "tst_dialogs.moc"
