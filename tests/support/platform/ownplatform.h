// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/platform/platform.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>

namespace ph::test {

/// A platform of one test class, in a folder of its own; nothing of it is left when it goes.
class OwnPlatform final {
public:
    OwnPlatform()
    {
        // As root the servers run under another account, which has to reach the folder.
        QFile::setPermissions(m_base.path(), QFile::permissions(m_base.path()) | QFile::ExeOther | QFile::ReadOther);
        localplatform::LocalPlatform::Options options;
        options.name = QStringLiteral("own");
        options.base = m_base.path();
        options.program = qEnvironmentVariable("PH_CTL");
        m_local = std::move(*localplatform::LocalPlatform::make(options, m_clock));
    }
    ~OwnPlatform() { (void)await(m_local->down({}), 60'000); }
    OwnPlatform(const OwnPlatform &) = delete;
    OwnPlatform &operator=(const OwnPlatform &) = delete;

    [[nodiscard]] localplatform::LocalPlatform &local() { return *m_local; }
    [[nodiscard]] QString path() const { return m_local->folder().path(); }
    [[nodiscard]] Result<localplatform::LocalPlatform::UpResult> up()
    {
        localplatform::LocalPlatform::Up options;
        options.isQuiet = true;
        return await(m_local->up(options, {}), 130'000);
    }
    [[nodiscard]] localplatform::PlatformStatus status()
    {
        auto status = await(m_local->status({}));
        return status ? std::move(*status) : localplatform::PlatformStatus {};
    }
    [[nodiscard]] localplatform::PartStatus part(const char *name)
    {
        const auto now = status();
        const auto *found = now.find(QLatin1String(name));
        return found ? *found : localplatform::PartStatus {};
    }
    [[nodiscard]] QUrl url(const char *linkId) { return m_local->profile()->find(QLatin1String(linkId))->url; }

private:
    QTemporaryDir m_base {QStringLiteral("/tmp/pho-XXXXXX")};
    SystemClock m_clock;
    std::unique_ptr<localplatform::LocalPlatform> m_local;
};

} // namespace ph::test
