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
#include <QPlainTextEdit>

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
