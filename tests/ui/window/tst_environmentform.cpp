// SPDX-License-Identifier: GPL-3.0-or-later
// The form of the environment that is open: reached from a sign-in that cannot work, kept while the window connects
// anew.
#include "tests/support/accessibility.h"
#include "tests/support/fakehttp.h"
#include "tests/ui/window/windowscene.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/tableview.h"
#include "ui/platform/environmentspage.h"

#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>

using namespace ph;
using ph::test::FakeAnswer;
using ph::test::FakeHttp;
using ph::test::FakeRequest;
using ph::test::WindowScene;

namespace {

/// The gateway before Supabase Auth, which looks at the key only.
FakeAnswer gateway(const FakeRequest &request)
{
    FakeAnswer answer;
    if (request.header("apikey") == "sb_publishable_right") {
        answer.body = R"({"external":{"email":true,"github":true},"disable_signup":true})";
    } else {
        answer.status = 401;
        answer.body = R"({"message":"Invalid API key","hint":"Double check"})";
    }
    return answer;
}

} // namespace

class TestEnvironmentForm : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<WindowScene> m_scene;

    ui::ShellWindow &window() { return m_scene->window(); }
    platform::ProfileStore store() { return platform::ProfileStore(m_scene->folders().config); }
    template <class Input>
    Input *input(const QString &name)
    {
        for (auto *each : window().findChildren<Input *>(name))
            if (each->isVisible())
                return each;
        return nullptr;
    }
    QLineEdit *field(const QString &name) { return input<QLineEdit>(name); }
    void click(const QString &text)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(m_scene->button(text), qPrintable(text), 10'000);
        QTest::mouseClick(m_scene->button(text), Qt::LeftButton);
    }
    /// All of it, not a line of its edge.
    static bool isWholeSeen(const QWidget *widget) { return widget->visibleRegion().boundingRect() == widget->rect(); }
    void addLink(const QString &beginning)
    {
        auto *menu = window().findChild<QPushButton *>(QStringLiteral("addLink"))->menu();
        Q_EMIT menu->aboutToShow();
        for (QAction *action : menu->actions())
            if (action->text().startsWith(beginning))
                return action->trigger();
        QFAIL(qPrintable(beginning));
    }
    /// The page with all environments of the window that open() opened.
    ui::EnvironmentsPage *openPage()
    {
        ui::EnvironmentsPage *page = nullptr;
        const bool isThere
            = QTest::qWaitFor([this] { return m_scene->flow().current() && m_scene->flow().current()->lock(); })
            && window().open(QStringLiteral("environments")) && QTest::qWaitFor([&] {
                   page = window().findChild<ui::EnvironmentsPage *>();
                   return page && page->list()->table()->model()->rowCount() > 0;
               });
        if (!isThere)
            qFatal("no page of environments");
        return page;
    }
    /// Saved and opened: its sign-in server is at `url`.
    platform::Profile open(const QUrl &url)
    {
        auto profile = platform::Profile::make(QStringLiteral("here"), platform::EnvironmentKind::Local);
        platform::Link link;
        link.id = QStringLiteral("auth");
        link.kind = platform::LinkKind::Auth;
        link.label = QStringLiteral("Auth");
        link.url = url;
        link.issuer = QStringLiteral("https://auth.test/auth/v1");
        link.publishableKey = QStringLiteral("sb_publishable_wrong");
        if (!url.isEmpty())
            profile.links = {link};
        const auto saved
            = makePrivateDirectory(m_scene->folders().config) ? store().save(profile) : fail(ErrorKind::Internal, {});
        if (!saved)
            qFatal("%s", qPrintable(brief(saved.error())));
        m_scene->flow().begin(profile.id);
        window().resize(1280, 800);
        return profile;
    }

private Q_SLOTS:
    void init() { m_scene = std::make_unique<WindowScene>(); }
    void cleanup()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void aRefusedKeyLeadsToItsField()
    {
        FakeHttp server(gateway);
        (void)open(server.url());
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->sees(QStringLiteral("refused the publishable key")), 10'000);
        click(QStringLiteral("Change the key…"));
        QTRY_VERIFY(field(QStringLiteral("auth.publishable_key")));
        auto *key = field(QStringLiteral("auth.publishable_key"));
        QTRY_VERIFY(key->hasFocus());
        QTRY_VERIFY(!key->visibleRegion().isEmpty()); // scrolled to
        QVERIFY(!m_scene->button(QStringLiteral("Sign in")));
        QCOMPARE(test::unnamedFocusable(&window()), QStringList());
        key->selectAll();
        QTest::keyClicks(key, QStringLiteral("sb_publishable_right"));
        click(QStringLiteral("Save changes"));
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->button(QStringLiteral("Continue with GitHub")), 10'000); // connected anew
        QVERIFY(!m_scene->sees(QStringLiteral("refused the publishable key")));
        QVERIFY(!window().front());
        QCOMPARE(
            store().find(QStringLiteral("here"))->links.front().publishableKey, QStringLiteral("sb_publishable_right"));
    }

    void theWayBackIsTheSignInPage()
    {
        FakeHttp server(gateway);
        (void)open(server.url());
        click(QStringLiteral("Change the key…"));
        QTRY_VERIFY(field(QStringLiteral("auth.publishable_key")));
        click(QStringLiteral("Cancel"));
        QTRY_VERIFY(m_scene->button(QStringLiteral("Sign in")));
        QVERIFY(!window().front());
    }

    void anAddressThatIsNoneLeadsToItsField()
    {
        (void)open(QUrl(QStringLiteral("https://nobody.invalid/auth/v1")));
        click(QStringLiteral("Change the address…"));
        QTRY_VERIFY(field(QStringLiteral("auth.url")) && field(QStringLiteral("auth.url"))->hasFocus());
    }

    /// Which kind of service answers is said in a line; what it sent is in the details, not in the form.
    void anotherServiceIsNamedInALine()
    {
        FakeHttp page([](const FakeRequest &) {
            return FakeAnswer {.body = "<html><body>It works! <b>nginx</b></body></html>", .type = "text/html"};
        });
        (void)open(page.url());
        click(QStringLiteral("Change the address…"));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_scene->sees(QStringLiteral("Another service answers there, not Supabase Auth.")), 10'000);
        QVERIFY(!m_scene->sees(QStringLiteral("It works!")));
    }

    void anUnknownAuthorityLeadsToItsField()
    {
        FakeHttp server(gateway, test::TestCa().issue({}));
        (void)open(server.url());
        click(QStringLiteral("Add the authority…"));
        const auto authority = [this] { return input<QPlainTextEdit>(QStringLiteral("auth.ca_pem")); };
        QTRY_VERIFY(authority() && authority()->hasFocus());
        QTRY_VERIFY(!authority()->visibleRegion().isEmpty());
    }

    /// Changed elsewhere while somebody types: the window connects anew, and what was typed stays, with the keyboard.
    void whatIsTypedStaysWhenTheWindowConnectsAnew()
    {
        auto profile = open({});
        QTRY_VERIFY(m_scene->flow().current() && m_scene->flow().current()->lock());
        QVERIFY(window().open(QStringLiteral("environments")));
        auto *page = window().findChild<ui::EnvironmentsPage *>();
        QTRY_VERIFY(page->list()->table()->model()->rowCount() > 0);
        page->editEnvironment(profile.id);
        QTRY_VERIFY(field(QStringLiteral("name")));
        field(QStringLiteral("name"))->selectAll();
        QTest::keyClicks(field(QStringLiteral("name")), QStringLiteral("renamed"));
        profile.label = QStringLiteral("ELSEWHERE");
        QVERIFY(store().save(profile));
        const auto connected = [this] { return m_scene->flow().current()->session().profile().label; };
        QTRY_COMPARE_WITH_TIMEOUT(connected(), QStringLiteral("ELSEWHERE"), 10'000);
        QTRY_VERIFY(m_scene->flow().current()->lock());
        QVERIFY(field(QStringLiteral("name")));
        QCOMPARE(field(QStringLiteral("name"))->text(), QStringLiteral("renamed"));
        QVERIFY(field(QStringLiteral("name"))->hasFocus());
        QTest::keyClicks(field(QStringLiteral("name")), QStringLiteral(" here"));
        click(QStringLiteral("Save changes"));
        // neither side's change is lost without a word
        QTRY_VERIFY(m_scene->sees(QStringLiteral("changed by somebody else meanwhile")));
        QCOMPARE(field(QStringLiteral("name"))->text(), QStringLiteral("renamed here"));
        QCOMPARE(store().find(profile.id)->label, QStringLiteral("ELSEWHERE"));
        QCOMPARE(store().find(profile.id)->name, QStringLiteral("here"));
        click(QStringLiteral("Show it as it is now…"));
        click(QStringLiteral("Show it as it is now")); // what was typed may go
        QTRY_COMPARE(field(QStringLiteral("name"))->text(), QStringLiteral("here"));
        QCOMPARE(field(QStringLiteral("label"))->text(), QStringLiteral("ELSEWHERE"));
        QVERIFY(!m_scene->sees(QStringLiteral("changed by somebody else meanwhile")));
        QTest::keyClicks(field(QStringLiteral("name")), QStringLiteral("!"));
        click(QStringLiteral("Save changes"));
        QTRY_COMPARE(store().find(profile.id)->name, QStringLiteral("here!"));
        QCOMPARE(store().find(profile.id)->label, QStringLiteral("ELSEWHERE"));
    }

    void soDoesTheFormBeforeTheSignInPage()
    {
        FakeHttp server(gateway);
        auto profile = open(server.url());
        click(QStringLiteral("Change the key…"));
        QTRY_VERIFY(field(QStringLiteral("auth.publishable_key")));
        QTest::keyClicks(field(QStringLiteral("auth.publishable_key")), QStringLiteral("_typed"));
        profile.label = QStringLiteral("ELSEWHERE");
        QVERIFY(store().save(profile));
        const auto connected = [this] { return m_scene->flow().current()->session().profile().label; };
        QTRY_COMPARE_WITH_TIMEOUT(connected(), QStringLiteral("ELSEWHERE"), 10'000);
        QTRY_VERIFY(
            m_scene->flow().current()->signIn() && m_scene->flow().current()->signIn()->isContentShown() == false);
        QCOMPARE(field(QStringLiteral("auth.publishable_key"))->text(), QStringLiteral("sb_publishable_wrong_typed"));
    }

    /// A form that is opened anew knows nothing of what went wrong with the one before, and begins at its top.
    void aFormStartsClean()
    {
        auto profile = open({});
        auto *page = openPage();
        for (int i = 0; i < 6; ++i) { // more than fits
            platform::Link link;
            link.kind = platform::LinkKind::Alertmanager;
            link.id = QStringLiteral("alertmanager-%1").arg(i);
            link.label = link.id;
            link.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(i + 1));
            profile.links.push_back(link);
        }
        QVERIFY(store().save(profile));
        const auto isRead = [&] { // by the page, and by the window, which connects anew
            page->editEnvironment(profile.id);
            return input<QLineEdit>(QStringLiteral("alertmanager-5.url")) != nullptr
                && m_scene->flow().current()->session().profile().links.size() == 6
                && m_scene->flow().current()->lock();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isRead(), 10'000);
        QTest::keyClicks(field(QStringLiteral("label")), QStringLiteral(" MINE"));
        auto other = profile;
        other.name = QStringLiteral("theirs");
        other.links[0].url = QUrl(QStringLiteral("http://127.0.0.1:99"));
        QVERIFY(store().save(other));
        click(QStringLiteral("Save changes"));
        QTRY_VERIFY(m_scene->sees(QStringLiteral("changed by somebody else meanwhile")));
        // what the other one changed is named
        QVERIFY(m_scene->sees(QStringLiteral("Changed by somebody else: name, alertmanager-0: address")));
        page->findChild<QLineEdit *>(QStringLiteral("alertmanager-5.url"))->setFocus();
        for (auto *bar : page->findChildren<QScrollBar *>())
            if (bar->isVisible() && bar->orientation() == Qt::Vertical)
                bar->setValue(bar->maximum());
        QVERIFY(field(QStringLiteral("name"))->visibleRegion().isEmpty()); // scrolled away
        QVERIFY(m_scene->sees(QStringLiteral("Change here"))); // which one it is stays in sight
        click(QStringLiteral("Cancel"));
        click(QStringLiteral("Leave without saving"));
        QTRY_VERIFY(m_scene->button(QStringLiteral("Add…")));
        page->addEnvironment();
        QTRY_VERIFY(m_scene->sees(QStringLiteral("Add an environment")));
        QVERIFY(!m_scene->sees(QStringLiteral("meanwhile")));
        QVERIFY(!m_scene->button(QStringLiteral("Show it as it is now…")));
        QVERIFY(field(QStringLiteral("name"))->hasFocus());
        click(QStringLiteral("Cancel"));
        page->editEnvironment(profile.id);
        QTRY_VERIFY(field(QStringLiteral("name")) && !field(QStringLiteral("name"))->visibleRegion().isEmpty());
        QVERIFY(!m_scene->sees(QStringLiteral("meanwhile")));
    }

    /// The title tells which environment is changed; it follows what is saved, not what is typed.
    void theTitleKeepsTheSavedName()
    {
        const auto profile = open({});
        auto *page = openPage();
        page->editEnvironment(profile.id);
        QTRY_VERIFY(field(QStringLiteral("name")));
        QTest::keyClicks(field(QStringLiteral("name")), QStringLiteral("x"));
        QVERIFY(m_scene->sees(QStringLiteral("Change here")));
        QVERIFY(!m_scene->sees(QStringLiteral("Change herex")));
    }

    /// A link that is added is seen, with the keyboard in it; so is the first mistake when saving is refused.
    void whatIsAddedAndWhatIsWrongIsScrolledTo()
    {
        m_scene->flow().begin({});
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        window().resize(1200, 700);
        click(QStringLiteral("Connect to your platform…"));
        QTRY_VERIFY(field(QStringLiteral("name")));
        QTest::keyClicks(field(QStringLiteral("name")), QStringLiteral("far"));
        for (const char *link : {"Redis broker", "Prometheus", "SSH host"}) {
            addLink(QLatin1String(link));
            auto *input = qobject_cast<QLineEdit *>(window().focusWidget());
            QVERIFY(input && input->objectName().endsWith(QStringLiteral(".url")));
            QTRY_VERIFY2(isWholeSeen(input), link);
        }
        QTest::keyClicks(field(QStringLiteral("redis-broker.url")), QStringLiteral("http://x"));
        QTest::keyClicks(field(QStringLiteral("prometheus.url")), QStringLiteral("redis://x"));
        QTest::keyClicks(field(QStringLiteral("ssh.url")), QStringLiteral("ssh://h"));
        click(QStringLiteral("Add environment"));
        QVERIFY(field(QStringLiteral("redis-broker.url"))->hasFocus());
        QVERIFY(isWholeSeen(field(QStringLiteral("redis-broker.url"))->parentWidget())); // what is wrong as well
        QVERIFY(m_scene->sees(QStringLiteral("2 fields need a correction")));
        field(QStringLiteral("redis-broker.url"))->clear();
        QTest::keyClicks(field(QStringLiteral("redis-broker.url")), QStringLiteral("rediss://127.0.0.1:1/0"));
        QTRY_VERIFY(m_scene->sees(QStringLiteral("1 field needs a correction")));
    }

    /// The trash of a link takes nothing away that cannot be had back.
    void aLinkThatIsTakenOutComesBack()
    {
        FakeHttp server(gateway);
        const auto profile = open(server.url());
        click(QStringLiteral("Change the key…"));
        QTRY_VERIFY(field(QStringLiteral("auth.publishable_key")));
        QTest::keyClicks(field(QStringLiteral("auth.publishable_key")), QStringLiteral("_typed"));
        const auto trash = [this] {
            for (auto *each : window().findChildren<ui::IconButton *>())
                if (each->isVisible() && each->accessibleName() == QStringLiteral("Take Auth out of the environment"))
                    return each;
            return static_cast<ui::IconButton *>(nullptr);
        };
        QVERIFY(trash());
        QTest::mouseClick(trash(), Qt::LeftButton);
        QVERIFY(!field(QStringLiteral("auth.publishable_key")));
        QVERIFY(m_scene->sees(QStringLiteral("Auth is taken out once this is saved.")));
        QTRY_VERIFY(m_scene->button(QStringLiteral("Undo"))->hasFocus());
        QTest::keyClick(m_scene->button(QStringLiteral("Undo")), Qt::Key_Space);
        QTRY_VERIFY(field(QStringLiteral("auth.publishable_key")));
        QCOMPARE(field(QStringLiteral("auth.publishable_key"))->text(), QStringLiteral("sb_publishable_wrong_typed"));
        QVERIFY(!m_scene->button(QStringLiteral("Undo")));
    }

    /// Esc leaves a form in which nothing was changed, and asks where something was; saving is what it offers first.
    void escLeavesWhatIsUnchanged()
    {
        const auto profile = open({});
        auto *page = openPage();
        page->editEnvironment(profile.id);
        QTRY_VERIFY(field(QStringLiteral("name")));
        QTest::keyClick(field(QStringLiteral("name")), Qt::Key_Escape);
        QTRY_VERIFY(!field(QStringLiteral("name")));
        page->editEnvironment(profile.id);
        QTRY_VERIFY(field(QStringLiteral("name")));
        QTest::keyClicks(field(QStringLiteral("name")), QStringLiteral("x"));
        QTest::keyClick(field(QStringLiteral("name")), Qt::Key_Escape);
        auto *dialog = qobject_cast<ui::ReviewDialog *>(window().context().dialogs.dialog());
        QVERIFY(dialog);
        QCOMPARE(dialog->verbButton()->text(), QStringLiteral("Save"));
        QVERIFY(dialog->verbButton()->role() == ui::ButtonRole::Primary);
        QTest::keyClick(dialog->cancelButton(), Qt::Key_Escape);
        QTRY_VERIFY(!window().context().dialogs.isOpen());
        QVERIFY(field(QStringLiteral("name"))->text().endsWith(QLatin1Char('x')));
    }

    /// Closing the window asks as Cancel does: stay, save, or leave without.
    void closingTheWindowAsksBeforeATypedFormIsLost()
    {
        const auto profile = open({});
        QTRY_VERIFY(m_scene->flow().current() && m_scene->flow().current()->lock());
        QVERIFY(window().open(QStringLiteral("environments")));
        auto *page = window().findChild<ui::EnvironmentsPage *>();
        QTRY_VERIFY(page->list()->table()->model()->rowCount() > 0);
        page->editEnvironment(profile.id);
        QTRY_VERIFY(field(QStringLiteral("label")));
        QTest::keyClicks(field(QStringLiteral("label")), QStringLiteral(" NEW"));
        QVERIFY(window().open(QStringLiteral("overview"))); // the form waits on its page
        QVERIFY(!window().close());
        QVERIFY(window().isVisible());
        QCOMPARE(window().currentArea(), QStringLiteral("environments")); // what it is about
        QVERIFY(m_scene->sees(QStringLiteral("Leave without saving?")));
        auto *dialog = qobject_cast<ui::ReviewDialog *>(window().context().dialogs.dialog());
        QVERIFY(dialog);
        QTest::mouseClick(static_cast<QPushButton *>(dialog->cancelButton()), Qt::LeftButton);
        QVERIFY(window().isVisible());
        QVERIFY(field(QStringLiteral("label"))->text().endsWith(QStringLiteral(" NEW")));
        QVERIFY(!window().close());
        click(QStringLiteral("Save"));
        QTRY_VERIFY(!window().isVisible());
        QVERIFY(store().find(profile.id)->label.endsWith(QStringLiteral(" NEW")));
        // nothing typed: nothing asked
        window().show();
        QVERIFY(window().close());
        window().show();
        page->editEnvironment(profile.id);
        QTRY_VERIFY(field(QStringLiteral("name")));
        QTest::keyClicks(field(QStringLiteral("name")), QStringLiteral("x"));
        QVERIFY(!window().close());
        click(QStringLiteral("Leave without saving"));
        QTRY_VERIFY(!window().isVisible());
        QCOMPARE(store().find(profile.id)->name, profile.name);
    }

    /// What stops by itself is waited for; what the environment cannot mend leads nowhere.
    void aWrongPasswordLeadsToNoForm()
    {
        FakeHttp server([](const FakeRequest &request) {
            FakeAnswer answer;
            if (request.path() == "/settings") {
                answer.body = R"({"external":{"email":true}})";
            } else {
                answer.status = 400;
                answer.body = R"({"code":400,"error_code":"invalid_credentials","msg":"Invalid login credentials"})";
            }
            return answer;
        });
        (void)open(server.url());
        QTRY_VERIFY_WITH_TIMEOUT(field(QStringLiteral("password")), 10'000);
        QTest::keyClicks(field(QStringLiteral("email")), QStringLiteral("a@b.example"));
        QTest::keyClicks(field(QStringLiteral("password")), QStringLiteral("x"));
        QTest::keyClick(field(QStringLiteral("password")), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->sees(QStringLiteral("not right")), 10'000);
        auto *change = window().findChild<QPushButton *>(QStringLiteral("changeEnvironment"));
        QVERIFY(change && !change->isVisible());
    }
};

PH_TEST(TestEnvironmentForm)
#include "tst_environmentform.moc"
