// SPDX-License-Identifier: GPL-3.0-or-later
// The open environment is changed by another process.
#include "tests/ui/window/windowscene.h"

using namespace ph;
using ph::test::WindowScene;

class TestProfileWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aChangeByTheCompanionHolds()
    {
        WindowScene scene;
        const platform::ProfileStore store(scene.folders().config);
        auto profile = platform::Profile::make(QStringLiteral("Elsewhere"), platform::EnvironmentKind::Local);
        platform::Link link;
        link.id = QStringLiteral("prometheus");
        link.kind = platform::LinkKind::Prometheus;
        link.url = QUrl(QStringLiteral("http://127.0.0.1:1"));
        profile.links = {link};
        QVERIFY(store.save(profile));
        scene.flow().begin(profile.id);
        QTRY_VERIFY(scene.flow().current() != nullptr);
        const auto open
            = [&scene]() -> const platform::Profile & { return scene.flow().current()->session().profile(); };
        QVERIFY(!open().isReadOnly);
        // a guard alone holds without a new connection
        const auto *before = scene.flow().current();
        profile.isProtected = true;
        QVERIFY(store.save(profile));
        QTRY_VERIFY_WITH_TIMEOUT(open().isProtected, 10'000);
        QCOMPARE(scene.flow().current(), before);
        QVERIFY(scene.flow().current()->session().guard().policy().isProtected);
        profile.isReadOnly = true;
        profile.links.front().url = QUrl(QStringLiteral("http://127.0.0.1:2"));
        QVERIFY(store.save(profile));
        QTRY_VERIFY_WITH_TIMEOUT(open().isReadOnly, 10'000);
        QCOMPARE(open().links.front().url, profile.links.front().url);
        operations::ActionSpec spec;
        spec.right = QStringLiteral("platform.queues");
        QVERIFY(!scene.flow().current()->session().guard().can(spec).allowed);
    }
};

PH_TEST(TestProfileWatch)
#include "tst_profilewatch.moc"
