// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever makes an environment laxer is named: such a change needs the environment's name typed, and is on record.
#include "services/platform/edit/guardchanges.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::platform;

namespace {

QByteArray pin(char c) { return QByteArray(32, c).toBase64(); }

Profile guarded()
{
    Profile profile = Profile::make(QStringLiteral("eu"), EnvironmentKind::Production);
    profile.isSilent = profile.needsSecondFactor = profile.isStrictLock = true;
    Link link;
    link.id = QStringLiteral("auth");
    link.label = QStringLiteral("Supabase Auth");
    link.kind = LinkKind::Auth;
    link.url = QUrl(QStringLiteral("https://auth.example/auth/v1"));
    link.spkiPins = {pin('a'), pin('b')};
    profile.links = {link};
    return profile;
}

} // namespace

class TestGuards : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void laxerIsNamed_data()
    {
        QTest::addColumn<std::function<void(Profile &)>>("change");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const char *said, std::function<void(Profile &)> change) {
            QTest::newRow(name) << std::move(change) << QString::fromLatin1(said);
        };
        row("a pin", "pinned keys", [](Profile &p) { p.links[0].spkiPins[1] = pin('c'); });
        row("a pin more", "pinned keys", [](Profile &p) { p.links[0].spkiPins << pin('c'); });
        row("no pins", "pinned keys", [](Profile &p) { p.links[0].spkiPins.clear(); });
        row("another CA", "private CA", [](Profile &p) { p.links[0].caPem = "-----BEGIN CERTIFICATE-----"; });
        row("another name", "other.example", [](Profile &p) { p.links[0].peerName = QStringLiteral("other.example"); });
        row("another host", "evil.example", [](Profile &p) { p.links[0].url.setHost(QStringLiteral("evil.example")); });
        row("protection", "protected", [](Profile &p) { p.isProtected = false; });
        row("read-only", "read-only", [](Profile &p) { p.isReadOnly = false; });
        row("silent", "silent", [](Profile &p) { p.isSilent = false; });
        row("second factor", "second factor", [](Profile &p) { p.needsSecondFactor = false; });
        row("strict lock", "locking", [](Profile &p) { p.isStrictLock = false; });
        row("kind", "staging", [](Profile &p) { p.kind = EnvironmentKind::Staging; });
        row("claims", "claims", [](Profile &p) { p.claims.rolePaths = {QStringLiteral("role")}; });
    }
    void laxerIsNamed()
    {
        QFETCH(std::function<void(Profile &)>, change);
        QFETCH(QString, said);
        const Profile before = guarded();
        Profile after = before;
        change(after);
        const QStringList relaxed = relaxedGuards(before, after);
        QCOMPARE(relaxed.size(), 1);
        QVERIFY2(relaxed.first().contains(said), qPrintable(relaxed.first()));
    }

    void stricterAsksNothing()
    {
        const Profile strict = guarded();
        Profile lax = strict;
        lax.isProtected = lax.isReadOnly = lax.isSilent = lax.needsSecondFactor = lax.isStrictLock = false;
        lax.kind = EnvironmentKind::Development;
        lax.links[0].spkiPins.clear();
        QVERIFY(relaxedGuards(lax, strict).isEmpty());
        QVERIFY(relaxedGuards(strict, strict).isEmpty());
    }
};

PH_TEST(TestGuards)
#include "tst_guards.moc"
