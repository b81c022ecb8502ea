// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/startflow.h"
#include "tests/support/platform/platform.h"
#include "tests/support/testmain.h"
#include "ui/components/viewstore.h"
#include "ui/shell/framerecorder.h"
#include "ui/shell/linkstrip.h"
#include "ui/theme/theme.h"

#include <QPushButton>
#include <QTemporaryDir>

namespace ph::test {

class WindowViews final : public ui::ViewStore {
public:
    QJsonObject load(const QString &key) const override { return values.value(key).toObject(); }
    void save(const QString &key, const QJsonObject &value) override { values.insert(key, value); }
    QJsonObject values;
};

/// The window as main() puts it together, on the local platform of the label, with folders of its own.
class WindowScene {
public:
    explicit WindowScene(const Clock *clock = nullptr);
    ~WindowScene();

    /// Opens the local environment; the sign-in page is there when it returns true.
    [[nodiscard]] bool openLocal();
    /// Clicks the demo account whose title begins so ("Admin").
    [[nodiscard]] bool signInAs(const QString &title);
    [[nodiscard]] bool openSignedIn() { return openLocal() && signInAs(QStringLiteral("Admin")); }

    [[nodiscard]] ui::ShellWindow &window() { return *m_window; }
    [[nodiscard]] app::StartFlow &flow() { return *m_flow; }
    [[nodiscard]] WindowViews &views() { return m_views; }
    [[nodiscard]] platform::MemoryKeychain &keychain() { return m_keychain; }
    [[nodiscard]] const Folders &folders() const { return m_folders; }
    /// Ends the window and makes another one with the same files and keychain.
    void restart();
    /// What is started for windows of other environments; before begin().
    void setProgram(const QString &program);
    void close();

    /// A visible button by its text; null if there is none.
    [[nodiscard]] QPushButton *button(const QString &text) const;
    [[nodiscard]] bool sees(const QString &text) const;
    /// A link of the strip by its name: "Redis broker".
    [[nodiscard]] models::LinkRow link(const QString &id) const;

private:
    void make();
    /// For the log of a test that fails: the texts of the window.
    void tellWhatIsSeen(const QString &what) const;

    QTemporaryDir m_home;
    SystemClock m_systemClock;
    const Clock &m_clock;
    Folders m_folders;
    ui::Theme m_theme {ui::AppearanceChoice::Dark};
    WindowViews m_views;
    platform::MemoryKeychain m_keychain;
    QString m_program;
    std::unique_ptr<ui::ShellWindow> m_window;
    std::unique_ptr<app::StartFlow> m_flow;
};

/// Every page of the assembled window in every appearance and two sizes, into a folder: ui_window --pictures FOLDER
/// (QT_SCALE_FACTOR=2, -reverse).
[[nodiscard]] int takePictures(const QString &folder);

[[nodiscard]] inline ui::Application *application() { return static_cast<ui::Application *>(qApp); }

} // namespace ph::test
