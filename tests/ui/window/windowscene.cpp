// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window/windowscene.h"

namespace ph::test {

WindowScene::WindowScene(const Clock *clock)
    : m_home(QStringLiteral("/tmp/phw-XXXXXX"))
    , m_clock(clock ? *clock : m_systemClock)
{
    qputenv("PILOTHOUSE_HOME", QFile::encodeName(m_home.path())); // for what asks for the folders itself
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_home.filePath(QStringLiteral("run"))));
    m_folders = Folders::standard();
    make();
}

WindowScene::~WindowScene() { close(); }

void WindowScene::make()
{
    m_window = std::make_unique<ui::ShellWindow>(m_clock, &m_views);
    app::StartFlow::Options options;
    options.folders = m_folders;
    options.local.name = qEnvironmentVariable("PH_PLATFORM_NAME");
    options.local.base = qEnvironmentVariable("PH_PLATFORM_BASE");
    options.local.program = qEnvironmentVariable("PH_CTL");
    options.program = m_program;
    m_flow = std::make_unique<app::StartFlow>(*m_window, m_keychain, m_clock, options);
}

void WindowScene::close()
{
    m_flow.reset();
    m_window.reset();
}

void WindowScene::restart()
{
    m_window->close();
    close();
    make();
}

void WindowScene::setProgram(const QString &program)
{
    m_program = program;
    close();
    make();
}

bool WindowScene::openLocal()
{
    m_flow->begin(QStringLiteral("local"));
    m_window->resize(1440, 900);
    return QTest::qWaitForWindowExposed(m_window.get())
        && QTest::qWaitFor([this] { return button(QStringLiteral("Sign in")) != nullptr; }, 10'000);
}

bool WindowScene::signInAs(const QString &title)
{
    QPushButton *found = nullptr;
    const bool isThere = QTest::qWaitFor(
        [&] {
            for (auto *each : m_window->findChildren<QPushButton *>())
                if (each->isVisible() && each->isEnabled()
                    && each->accessibleName().startsWith(QStringLiteral("Sign in as ") + title))
                    found = each;
            return found != nullptr;
        },
        10'000);
    if (!isThere) {
        tellWhatIsSeen(QStringLiteral("no button signs in as ") + title);
        return false;
    }
    QTest::mouseClick(found, Qt::LeftButton);
    const bool isIn = QTest::qWaitFor([this] { return m_window->gate() == nullptr && !m_window->isLocked(); }, 15'000);
    if (!isIn)
        tellWhatIsSeen(QStringLiteral("not signed in as ") + title);
    return isIn;
}

void WindowScene::tellWhatIsSeen(const QString &what) const
{
    QStringList seen;
    for (auto *label : m_window->findChildren<ui::Label *>())
        if (label->isVisible())
            seen << label->fullText();
    qWarning().noquote() << what << "· seen:" << seen.join(QStringLiteral(" | "));
}

QPushButton *WindowScene::button(const QString &text) const
{
    for (auto *each : m_window->findChildren<QPushButton *>())
        if (each->isVisible() && each->text() == text)
            return each;
    return nullptr;
}

bool WindowScene::sees(const QString &text) const
{
    for (auto *label : m_window->findChildren<ui::Label *>())
        if (label->isVisible() && label->fullText().contains(text))
            return true;
    return false;
}

models::LinkRow WindowScene::link(const QString &id) const
{
    for (auto *each : m_window->findChildren<ui::LinkButton *>())
        if (each->link().id == id)
            return each->link();
    return {};
}

} // namespace ph::test

int main(int argc, char **argv)
{
    ph::ui::Application application(argc, argv); // measures what each event costs
    QApplication::setQuitOnLastWindowClosed(false);
    if (argc == 3 && qstrcmp(argv[1], "--pictures") == 0)
        return ph::test::takePictures(QString::fromLocal8Bit(argv[2]));
    return ph::test::runAll(argc, argv);
}
