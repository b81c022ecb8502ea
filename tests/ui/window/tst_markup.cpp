// SPDX-License-Identifier: GPL-3.0-or-later
// S9: names of the platform that look like markup, in the assembled window: shown as they are, nothing is opened or
// fetched.
#include "services/localplatform/programs.h"
#include "tests/support/accessibility.h"
#include "tests/ui/window/windowscene.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/tableview.h"
#include "ui/queues/queuespage.h"

#include <QHelpEvent>
#include <QImage>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>
#include <QToolTip>
#include <sys/inotify.h>
#include <unistd.h>

using namespace ph;
using ph::test::WindowScene;

namespace {

constexpr QRgb s_marker = 0xffff00ff; // in no theme

/// Tells of every open of a file, by whomever.
class OpenWatch {
public:
    explicit OpenWatch(const QString &path)
        : m_fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    {
        ::inotify_add_watch(m_fd, QFile::encodeName(path).constData(), IN_OPEN | IN_ACCESS);
    }
    ~OpenWatch() { ::close(m_fd); }
    Q_DISABLE_COPY_MOVE(OpenWatch)
    [[nodiscard]] bool wasOpened() const
    {
        char buffer[4096];
        return ::read(m_fd, buffer, sizeof buffer) > 0;
    }

private:
    int m_fd;
};

bool hasMarker(const QImage &image)
{
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) == s_marker)
                return true;
    return false;
}

} // namespace

class TestMarkup : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<WindowScene> m_scene;
    QTemporaryDir m_folder;
    QTcpServer m_server;
    int m_asked = 0;
    QString m_hostile;

    ui::ShellWindow &window() { return m_scene->window(); }
    void send()
    {
        const auto &folder = test::platform().folder();
        const auto programs = localplatform::findPrograms(folder);
        QVERIFY(programs);
        QFile state(folder.stateFile());
        QVERIFY(state.open(QIODevice::ReadOnly));
        const int port
            = QJsonDocument::fromJson(state.readAll())[QLatin1String("ports")][QLatin1String("redis")].toInt();
        const auto ended
            = test::runProgram(programs->python, {QStringLiteral(PH_TEST_DATA "/hostileevents.py"), m_hostile}, 30'000,
                {QStringLiteral("ADK_REDIS_ADDRESS=redis://127.0.0.1:%1").arg(port),
                    QStringLiteral("ADK_REDIS_PASSWORD_FILE=%1/redis.platform").arg(folder.secrets())});
        QVERIFY2(ended.code == 0, ended.err.constData());
    }
    void lookAt(const char *where)
    {
        QCoreApplication::processEvents();
        QVERIFY2(!hasMarker(window().grab().toImage()), where);
        QCOMPARE(test::labelsThatGuessMarkup(&window()), QStringList());
    }
    static bool selectHostile(ui::TableView *table)
    {
        const QAbstractItemModel &model = *table->model();
        for (int row = 0; row < model.rowCount(); ++row)
            for (int column = 0; column < model.columnCount(); ++column)
                if (model.index(row, column).data().toString().contains(QLatin1String("<img"))) {
                    table->selectRow(row);
                    return true;
                }
        return false;
    }
    void lookAtToolTips(ui::TableView *table)
    {
        const QModelIndex current = table->currentIndex();
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            const QPoint at = table->visualRect(current.siblingAtColumn(column)).center();
            QHelpEvent help(QEvent::ToolTip, at, table->viewport()->mapToGlobal(at));
            QCoreApplication::sendEvent(table->viewport(), &help);
            for (QWidget *top : QApplication::topLevelWidgets())
                if (top->inherits("QTipLabel"))
                    QVERIFY2(!hasMarker(top->grab().toImage()), "a tool tip");
            QToolTip::hideText();
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QImage marker(64, 64, QImage::Format_ARGB32);
        marker.fill(s_marker);
        QVERIFY(marker.save(m_folder.filePath(QStringLiteral("marker.png"))));
        QVERIFY(m_server.listen(QHostAddress::LocalHost));
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            ++m_asked;
            m_server.nextPendingConnection()->deleteLater();
        });
        m_hostile = QStringLiteral("<img src='%1' width=64 height=64><img src=\"http://127.0.0.1:%2/x.png\">"
                                   "<a href='http://127.0.0.1:%2/'>a</a> &lt;b&gt; \u202egnp")
                        .arg(m_folder.filePath(QStringLiteral("marker.png")))
                        .arg(m_server.serverPort());
        m_scene = std::make_unique<WindowScene>();
        QVERIFY(m_scene->openSignedIn());
    }
    void cleanupTestCase()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void isShownAsItIs()
    {
        const OpenWatch watch(m_folder.filePath(QStringLiteral("marker.png")));
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        using Tab = ui::QueuesPage::Tab;
        page->showTab(Tab::Tasks);
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->link(QStringLiteral("celery-events")).status == models::Status::Ok, 8000);
        auto *table = page->page(Tab::Tasks)->table();
        send();
        QTRY_VERIFY_WITH_TIMEOUT(page->open(QStringLiteral("tasks"), QStringLiteral("a-hostile-task")), 10'000);
        QTRY_VERIFY(m_scene->sees(QStringLiteral("<img src='")));
        lookAt("the task");
        lookAtToolTips(table);
        page->showTab(Tab::Workers);
        auto *workers = page->page(Tab::Workers)->table();
        QTRY_VERIFY(selectHostile(workers));
        QTest::keyClick(workers, Qt::Key_Return);
        lookAt("the worker");
        lookAtToolTips(workers);
        QVERIFY(window().open(QStringLiteral("overview")));
        lookAt("the overview");
        window().openPalette();
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("img"));
        lookAt("the palette");
        window().context().dialogs.close();
        QVERIFY2(!watch.wasOpened(), "the marker file was opened");
        QCOMPARE(m_asked, 0);
    }
};
PH_TEST(TestMarkup)
#include "tst_markup.moc"
