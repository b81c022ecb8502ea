// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/companion.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace ph;
using test::Companion;
using test::words;

namespace {

// Outside the class: moc stumbles over raw strings inside.
const char *const s_withPassword
    = R"({"version":1,"kind":"staging","name":"x","links":[{"kind":"redis","role":"broker","url":"rediss://h:1/0","password":"hunter2"}]})";
const char *const s_withServiceKey
    = R"({"version":1,"kind":"staging","name":"x","links":[{"kind":"auth","url":"https://h","publishable_key":"sb_secret_hunter2"}]})";
const char *const s_withUserInfo
    = R"({"version":1,"kind":"staging","name":"x","links":[{"kind":"redis","role":"broker","url":"rediss://a:hunter2@h:1/0"}]})";
const char *const s_newer = R"({"version":9,"name":"hunter2"})";

} // namespace

class TestEnvVerbs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Two people change the same environment at the same moment: both changes are there.
    void editsAtTheSameTimeAreNotLost()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add eu --kind staging --link redis-broker=rediss://h.example:6380/0")), 0);
        for (int round = 0; round < 3; ++round) {
            const QString label = QStringLiteral("L%1").arg(round);
            const QString user = QStringLiteral("reader%1").arg(round);
            QProcess first;
            first.setProcessEnvironment(ctl.environment());
            first.start(qEnvironmentVariable("PH_CTL"),
                words("env edit eu --set") + QStringList {QStringLiteral("label=") + label});
            QCOMPARE(
                ctl.run(words("env edit eu --set") + QStringList {QStringLiteral("redis-broker.user=") + user}), 0);
            QVERIFY(first.waitForFinished(20'000));
            QCOMPARE(first.exitCode(), 0);
            QCOMPARE(ctl.run(words("env show eu --json")), 0);
            QCOMPARE(ctl.object()[u"label"].toString(), label);
            QCOMPARE(ctl.object()[u"links"][0][u"user"].toString(), user);
        }
    }

    void aNewEnvironmentWithoutItsGuardsIsConfirmed()
    {
        Companion ctl;
        const QStringList add
            = words("env add eu --kind production --link redis-broker=rediss://h.example:6380/0 --set read_only=no");
        QCOMPARE(ctl.run(add), 5);
        QVERIFY2(ctl.err.contains("not read-only"), ctl.err);
        QCOMPARE(ctl.run(words("env list --json")), 0);
        QVERIFY(ctl.array().isEmpty());
        QCOMPARE(ctl.run(add + words("--yes eu")), 5);
        QVERIFY2(ctl.err.contains("--yes \"eu\" --reason TEXT"), ctl.err);
        QCOMPARE(ctl.run(add + words("--yes eu --reason drill")), 0);
        QVERIFY(ctl.run(add + words("--yes eu --reason drill")) != 0);
        QVERIFY2(ctl.err.contains("an environment of that name already"), ctl.err);
    }

    void addsShowsEditsRemoves()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env list --json")), 0);
        QVERIFY(ctl.array().isEmpty());
        QCOMPARE(ctl.run(words("env add eu --link redis-broker=rediss://h.example:6380/0 --set "
                               "redis-broker.user=reader --set colour=amber")),
            0);
        QVERIFY2(ctl.err.contains("set-secret eu redis-broker reader"), ctl.err);
        QCOMPARE(ctl.run(words("env show eu --json")), 0);
        QCOMPARE(ctl.object().value(QLatin1String("colour")).toString(), QStringLiteral("amber"));
        QCOMPARE(ctl.object().value(QLatin1String("protected")).toBool(), true);
        QCOMPARE(ctl.object()
                     .value(QLatin1String("secrets"))
                     .toArray()
                     .first()
                     .toObject()
                     .value(QLatin1String("state"))
                     .toString(),
            QStringLiteral("missing"));
        QCOMPARE(
            ctl.run(words("env edit eu --set redis-broker.key_prefix=eu. --link auth=https://x.example/auth/v1")), 0);
        QCOMPARE(ctl.run(words("env show eu --json")), 0);
        QCOMPARE(ctl.object().value(QLatin1String("links")).toArray().size(), 2);
        QCOMPARE(ctl.run(words("env edit eu --unlink auth")), 0);
        QCOMPARE(ctl.run(words("env remove eu --yes")), 5); // protected: the name has to be typed
        QCOMPARE(ctl.run(words("env remove eu --yes eu")), 0);
        QCOMPARE(ctl.run(words("env list --json")), 0);
        QVERIFY(ctl.array().isEmpty());
    }

    /// One environment needs no name; of several one is to be named. A hint is a line that a shell takes.
    void theOnlyEnvironmentNeedsNoName()
    {
        Companion ctl;
        QVERIFY(ctl.run(words("env show")) != 0);
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("add"), QStringLiteral("Bob's EU"),
                     QStringLiteral("--link"), QStringLiteral("redis-broker=rediss://h.example:6380/0"),
                     QStringLiteral("--set"), QStringLiteral("redis-broker.user=reader")}),
            0);
        QVERIFY2(ctl.err.contains("env set-secret 'Bob'\\''s EU' redis-broker reader --password-stdin"), ctl.err);
        QCOMPARE(ctl.run(words("env show --json")), 0);
        QCOMPARE(ctl.object().value(QLatin1String("name")).toString(), QStringLiteral("Bob's EU"));
        QCOMPARE(ctl.run(words("env add us --link prometheus=https://m.example")), 0);
        QCOMPARE(ctl.run(words("env show")), 2);
        QVERIFY2(ctl.err.contains("us") && ctl.err.contains("Bob's EU"), ctl.err);
    }

    /// Whoever says `--env local` means the local platform, whatever else exists.
    void namesOfLocalPlatformsAreTheirs()
    {
        Companion ctl;
        for (const char *name : {"local", "Local", "Local platform", "local platform two"}) {
            QVERIFY2(ctl.run({QStringLiteral("env"), QStringLiteral("add"), QLatin1String(name),
                         QStringLiteral("--link"), QStringLiteral("prometheus=https://m.example")})
                    != 0,
                name);
            QVERIFY2(ctl.err.contains("another name"), ctl.err);
        }
        QCOMPARE(ctl.run(words("env list --json")), 0);
        QVERIFY(ctl.array().isEmpty());
    }

    void serviceKeysAreRefusedInEveryField()
    {
        Companion ctl;
        for (const char *field : {"auth.publishable_key", "auth.label", "auth.issuer", "label"}) {
            QCOMPARE(
                ctl.run({QStringLiteral("env"), QStringLiteral("add"), QStringLiteral("eu"), QStringLiteral("--link"),
                    QStringLiteral("auth=https://a.example/auth/v1"), QStringLiteral("--set"),
                    QLatin1String(field) + QStringLiteral("=service_role_eyJhbGciOiJIUzI1NiJ9.e30.hunter2hunter2")}),
                2);
            QVERIFY2(ctl.err.contains("service key"), ctl.err);
            QVERIFY2(!ctl.err.contains("hunter2"), ctl.err);
        }
    }

    /// security.md S3: without TLS to this machine alone, and only where the environment is marked as local.
    void plainAddressesAreForLocalEnvironments()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add a --kind staging --link prometheus=http://127.0.0.1:9090")), 2);
        QVERIFY2(ctl.err.contains("kind local"), ctl.err);
        QCOMPARE(ctl.run(words("env add b --kind local --link prometheus=http://127.0.0.1:9090")), 0);
        QCOMPARE(ctl.run(words("env add c --kind local --link prometheus=http://m.example:9090")), 2);
    }

    void filesArePrivate()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add eu --link prometheus=https://m.example")), 0);
        QDirIterator it(ctl.home.path(), QDir::Files, QDirIterator::Subdirectories);
        int files = 0;
        while (it.hasNext()) {
            const QFileInfo info(it.next());
            ++files;
            QVERIFY2(
                !(info.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)),
                qPrintable(info.filePath()));
        }
        QVERIFY(files > 0);
    }

    void namesEveryWrongField()
    {
        Companion ctl;
        QCOMPARE(
            ctl.run(words("env add bad --link redis-broker=redis://h.example:6379/0 --link prometheus=http://p")), 2);
        QVERIFY2(ctl.err.contains("redis-broker.url") && ctl.err.contains("prometheus.url"), ctl.err);
        QCOMPARE(ctl.run(words("env add bad --link redis=rediss://h:1/0")), 2);
        QVERIFY2(ctl.err.contains("redis-broker, redis-results"), ctl.err);
        QCOMPARE(ctl.run(words("env add bad --link rediss-broker=rediss://h:1/0")), 2);
        QCOMPARE(ctl.run(words("env add bad --link redis-broker=rediss://u:pw@h:1/0")), 2);
        QVERIFY(!ctl.err.contains("pw@") && ctl.err.contains("set-secret"));
        QCOMPARE(ctl.run(words("env add bad --link prometheus=https://p --set read_only=perhaps")), 2);
        QCOMPARE(
            ctl.run(words("env add bad --link auth=https://p/auth/v1 --set auth.publishable_key=sb_secret_abc")), 2);
        QVERIFY(!ctl.err.contains("sb_secret_abc"));
        QCOMPARE(ctl.run(words("env list --json")), 0);
        QVERIFY(ctl.array().isEmpty());
    }

    void relaxingAGuardNeedsTheNameAndLeavesATrace()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add eu --link prometheus=https://m.example")), 0);
        QCOMPARE(ctl.run(words("env edit eu --set read_only=no")), 5);
        QVERIFY(ctl.err.contains("read-only"));
        QCOMPARE(ctl.run(words("env edit eu --set read_only=no --reason drill --yes other")), 5);
        for (const QStringList &poor : {words("--yes eu"), words("--yes eu --reason x")}) {
            QCOMPARE(ctl.run(words("env edit eu --set read_only=no") + poor), 5);
            QVERIFY2(ctl.err.contains("a reason is demanded"), ctl.err);
            QVERIFY2(ctl.err.contains("--yes \"eu\" --reason TEXT"), ctl.err);
        }
        QCOMPARE(ctl.run(words("env show eu --json")), 0);
        QCOMPARE(ctl.object()[u"read_only"].toBool(), true);
        QCOMPARE(ctl.run(words("env edit eu --set read_only=no --reason drill --yes eu")), 0);
        QDirIterator it(ctl.home.path(), {QStringLiteral("audit.outbox")}, QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(it.hasNext());
        QFile outbox(it.next());
        QVERIFY(outbox.open(QIODevice::ReadOnly));
        const QByteArray audit = outbox.readAll();
        QVERIFY(audit.contains("environment.relax") && audit.contains("drill"));
        QCOMPARE(ctl.run(words("env edit eu --set read_only=yes")), 0); // tightening asks nothing
    }

    /// What becomes production is guarded as one, and looks like one.
    void theKindTakesItsGuardsAndItsBannerAlong()
    {
        Companion ctl;
        const auto is
            = [&ctl](const char *kind, const char *label, const char *colour, const char *shape, bool guards) {
                  (void)ctl.run(words("env show eu --json"));
                  const QJsonObject now = ctl.object();
                  return now[u"kind"] == QLatin1String(kind) && now[u"label"] == QLatin1String(label)
                      && now[u"colour"] == QLatin1String(colour) && now[u"shape"] == QLatin1String(shape)
                      && now[u"protected"].toBool() == guards && now[u"read_only"].toBool() == guards;
              };
        QCOMPARE(ctl.run(words("env add eu --kind local --link redis-broker=redis://127.0.0.1:6379/0")), 0);
        QVERIFY2(is("local", "LOCAL", "green", "circle", false), ctl.out);
        QCOMPARE(
            ctl.run(words("env edit eu --set kind=production --set redis-broker.url=rediss://h:1/0 --dry-run")), 0);
        QVERIFY2(is("local", "LOCAL", "green", "circle", false), ctl.out);
        QCOMPARE(ctl.run(words("env edit eu --set redis-broker.url=rediss://127.0.0.1:6379/0 --set kind=staging")), 0);
        QVERIFY2(is("staging", "STAGING", "amber", "triangle", false), ctl.out);
        // The guards that production begins with are not left off unasked, in whatever order it is said.
        QCOMPARE(ctl.run(words("env edit eu --set protected=no --set read_only=no --set kind=production")), 5);
        QVERIFY2(ctl.err.contains("not protected") && ctl.err.contains("not read-only"), ctl.err);
        QCOMPARE(ctl.run(words("env edit eu --set kind=production")), 0);
        QVERIFY2(is("production", "PRODUCTION", "red", "shield", true), ctl.out);
        // Down again: asked about; guards stay until they are taken off by name.
        QCOMPARE(ctl.run(words("env edit eu --set kind=local")), 5);
        QCOMPARE(ctl.run(words("env edit eu --set kind=local --reason drill --yes eu")), 0);
        QVERIFY2(is("local", "LOCAL", "green", "circle", true), ctl.out);
        // What a person chose stays.
        QCOMPARE(ctl.run(words("env edit eu --set label=Frankfurt --set kind=development")), 0);
        QVERIFY2(is("development", "Frankfurt", "blue", "square", true), ctl.out);
    }

    /// A file that dresses production up as a local environment is seen through before it is taken over.
    void importShowsABannerUnlikeItsKind()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add eu --kind production --link redis-broker=rediss://h:1/0")), 0);
        const QString file = ctl.home.filePath(QStringLiteral("eu.json"));
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("export"), QStringLiteral("eu"), file}), 0);
        const QStringList import {QStringLiteral("env"), QStringLiteral("import"), file, QStringLiteral("--name"),
            QStringLiteral("copy"), QStringLiteral("--dry-run")};
        QCOMPARE(ctl.run(import), 0);
        QVERIFY2(!ctl.out.contains("banner"), ctl.out);
        QFile exported(file);
        QVERIFY(exported.open(QIODevice::ReadWrite));
        QByteArray text = exported.readAll();
        text.replace("\"label\": \"PRODUCTION\"", "\"label\": \"LOCAL\"").replace("\"red\"", "\"green\"");
        exported.resize(0);
        exported.seek(0);
        exported.write(text);
        exported.close();
        QCOMPARE(ctl.run(import), 0);
        QVERIFY2(ctl.out.contains("banner   LOCAL, green, shield; that of production environments is PRODUCTION, red"),
            ctl.out);
    }

    void importShowsAndAsks()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add eu --link redis-broker=rediss://h:1/0 --set redis-broker.user=reader")), 0);
        const QString file = ctl.home.filePath(QStringLiteral("eu.json"));
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("export"), QStringLiteral("eu"), file}), 0);
        QFile exported(file);
        QVERIFY(exported.open(QIODevice::ReadWrite));
        QByteArray text = exported.readAll();
        text.replace("\"protected\": true", "\"protected\": false, \"motto\": \"hi\"");
        exported.resize(0);
        exported.seek(0);
        exported.write(text);
        exported.close();
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("import"), file, QStringLiteral("--name"),
                     QStringLiteral("copy")}),
            5);
        QVERIFY2(ctl.out.contains("raises   protected") && ctl.out.contains("drops    motto")
                && ctl.out.contains("asks for the password of reader"),
            ctl.out);
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("import"), file, QStringLiteral("--yes")}),
            1); // the name is taken
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("import"), file, QStringLiteral("--name"),
                     QStringLiteral("copy"), QStringLiteral("--yes")}),
            0);
        QCOMPARE(ctl.run(words("env show copy --json")), 0);
        QCOMPARE(ctl.object().value(QLatin1String("protected")).toBool(), true);
    }

    void importRefusesSecrets_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("password") << QByteArray(s_withPassword);
        QTest::newRow("service key") << QByteArray(s_withServiceKey);
        QTest::newRow("in the url") << QByteArray(s_withUserInfo);
        QTest::newRow("newer") << QByteArray(s_newer);
        QTest::newRow("no json") << QByteArray("hunter2");
    }
    void importRefusesSecrets()
    {
        QFETCH(QByteArray, file);
        Companion ctl;
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("import"), ctl.write(QStringLiteral("x.json"), file),
                     QStringLiteral("--yes")}),
            2);
        QVERIFY2(!ctl.err.contains("hunter2") && !ctl.out.contains("hunter2"), ctl.err);
        QCOMPARE(ctl.run(words("env list --json")), 0);
        QVERIFY(ctl.array().isEmpty());
    }

    void withoutASecretServiceNothingIsStored()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add eu --link redis-broker=rediss://h:1/0 --set redis-broker.user=reader")), 0);
        QCOMPARE(ctl.run(words("env set-secret eu redis-broker --password-stdin"), "hunter2\n"), 1);
        QVERIFY2(ctl.err.contains("--credentials"), ctl.err);
        QCOMPARE(ctl.run(words("env set-secret eu redis-broker"), "hunter2\n"), 2);
        QCOMPARE(ctl.run(words("env set-secret eu prometheus --password-stdin"), "hunter2\n"), 1);
        QCOMPARE(ctl.run(words("env unlock")), 1);
        QDirIterator it(ctl.home.path(), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(!file.readAll().contains("hunter2"));
        }
    }

    void severalEnvironmentsHaveToBeNamed()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("status")), 2);
        QVERIFY2(ctl.err.contains("local up"), ctl.err);
        QCOMPARE(ctl.run(words("env add eu --link prometheus=https://127.0.0.1:1")), 0);
        QCOMPARE(ctl.run(words("env add us --link prometheus=https://127.0.0.1:1")), 0);
        QCOMPARE(ctl.run(words("status")), 2);
        QVERIFY2(ctl.err.contains("eu, us"), ctl.err);
        QCOMPARE(ctl.run(words("status --env nope")), 1);
        QVERIFY2(ctl.err.contains("eu, us"), ctl.err);
        QCOMPARE(ctl.run(words("status --env EU --broker redis://127.0.0.1/0")), 2);
        QCOMPARE(ctl.run(words("status --env EU --json")), 4);
        QCOMPARE(ctl.object().value(QLatin1String("environment")).toString(), QStringLiteral("eu"));
        QCOMPARE(ctl.object()
                     .value(QLatin1String("links"))
                     .toArray()
                     .first()
                     .toObject()
                     .value(QLatin1String("phase"))
                     .toString(),
            QStringLiteral("down"));
    }

    void aPasswordInAnAddressIsRefused()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("status --broker redis://:hunter2@127.0.0.1:1/0")), 2);
        QVERIFY2(ctl.err.contains("--credentials") && ctl.err.contains("FILE"), ctl.err);
        QVERIFY(!ctl.err.contains("hunter2"));
    }

    void credentialsComeFromAPrivateFileOrStdin()
    {
        test::RedisServer server;
        QVERIFY(
            server.start("user default off\nuser reader on >hunter2 ~* &* +@read +@connection +@pubsub +info +time\n"));
        Companion ctl;
        const QStringList base {QStringLiteral("env"), QStringLiteral("check"), QStringLiteral("--json"),
            QStringLiteral("--redis"), QStringLiteral("redis://127.0.0.1:%1/0").arg(server.port())};
        QCOMPARE(ctl.run(base), 3);
        const QString file = ctl.write(QStringLiteral("cred"), "redis reader hunter2\n");
        QCOMPARE(ctl.run(base + QStringList {QStringLiteral("--credentials"), file}), 7); // works; +@pubsub may publish
        QVERIFY(ctl.object().value(QLatin1String("good")).toBool());
        QCOMPARE(ctl.run(base + QStringList {QStringLiteral("--credentials"), QStringLiteral("-")},
                     "redis reader hunter2\n"),
            7);
        const QString open
            = ctl.write(QStringLiteral("open"), "redis reader hunter2\n", QFile::ReadOwner | QFile::ReadOther);
        QCOMPARE(ctl.run(base + QStringList {QStringLiteral("--credentials"), open}), 2); // a mistake of usage
        QVERIFY2(!ctl.err.contains("hunter2"), ctl.err);
        QVERIFY2(ctl.err.contains("mode 0404") && ctl.err.contains("chmod 600 " + open.toUtf8()), ctl.err);
    }

    /// A file that others can write decides where passwords are sent.
    void anEnvironmentsFileIsMadePrivateOrRefused()
    {
        Companion ctl;
        for (const char *name : {"eu", "us"})
            QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("add"), QLatin1String(name),
                         QStringLiteral("--link"), QStringLiteral("prometheus=https://m.example")}),
                0);
        const QDir folder(ctl.home.filePath(QStringLiteral("config/environments")));
        const QStringList files = folder.entryList({QStringLiteral("*.json")});
        QCOMPARE(files.size(), 2);
        const QString open = folder.filePath(files[0]);
        QVERIFY(QFile::setPermissions(open, QFile::Permissions(0x6666)));
        QCOMPARE(ctl.run(words("env list --json")), 0);
        QCOMPARE(QFileInfo(open).permissions() & QFile::Permissions(0x77), QFile::Permissions());
        if (::geteuid() != 0)
            QSKIP("files can be given away by root alone");
        const QByteArray foreign = QFile::encodeName(folder.filePath(files[1]));
        QCOMPARE(::chown(foreign.constData(), 12345, 12345), 0);
        QVERIFY(ctl.run(words("env list")) != 0);
        QVERIFY2(ctl.err.contains("belongs to another user (uid 12345)") && ctl.err.contains(foreign), ctl.err);
        QCOMPARE(QFileInfo(QFile::decodeName(foreign)).ownerId(), 12345U);
    }

    void aPasswordThatIsNotStoredHasItsOwnWords()
    {
        test::RedisServer server;
        QVERIFY(server.start("user default off\nuser reader on >hunter2 ~* &* +@read +@connection\n"));
        Companion ctl;
        const QString address = QStringLiteral("127.0.0.1:%1/0").arg(server.port());
        QCOMPARE(
            ctl.run({QStringLiteral("env"), QStringLiteral("add"), QStringLiteral("eu"), QStringLiteral("--kind"),
                QStringLiteral("local"), QStringLiteral("--link"), QStringLiteral("redis-broker=redis://") + address,
                QStringLiteral("--set"), QStringLiteral("redis-broker.user=reader")}),
            0);
        QCOMPARE(ctl.run(words("queues --env eu")), 3);
        QVERIFY2(ctl.err.contains("Redis broker: No password is stored for reader of eu. Enter it in the window "
                                  "(Environments, Edit) or with `pilothousectl env set-secret eu redis-broker reader`; "
                                  "--credentials FILE gives it to one call."),
            ctl.err);
        QVERIFY2(!ctl.err.contains("missing"), ctl.err);
        QCOMPARE(ctl.run({QStringLiteral("queues"), QStringLiteral("--broker"),
                     QStringLiteral("redis://reader@") + address}),
            3);
        QVERIFY2(ctl.err.contains("No password is given for this user. Give it with --credentials FILE"), ctl.err);
    }

    void checkSaysWhatIsWrong()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        Companion ctl;
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("check"), QStringLiteral("--json"),
                     QStringLiteral("--broker"), QStringLiteral("redis://127.0.0.1:%1/0").arg(server.port()),
                     QStringLiteral("--prometheus"), QStringLiteral("http://127.0.0.1:%1").arg(server.port()),
                     QStringLiteral("--auth"), QStringLiteral("https://no-such-host.invalid/auth/v1")}),
            4);
        QMap<QString, QString> codes;
        for (const QJsonValue &each : ctl.object().value(QLatin1String("links")).toArray())
            codes.insert(each.toObject().value(QLatin1String("link")).toString(),
                each.toObject().value(QLatin1String("error")).toObject().value(QLatin1String("code")).toString());
        QCOMPARE(codes.value(QStringLiteral("redis-broker")), QString());
        QCOMPARE(codes.value(QStringLiteral("prometheus")), QStringLiteral("not-http"));
        QCOMPARE(codes.value(QStringLiteral("auth")), QStringLiteral("dns"));
        QCOMPARE(ctl.run(words("env check nope --broker redis://127.0.0.1:1/0")), 1);
    }

    void statusIsQuickAndTellsTheVerdictFirst()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        Companion ctl;
        const QString broker = QStringLiteral("redis://127.0.0.1:%1/0").arg(server.port());
        QCOMPARE(ctl.run({QStringLiteral("status"), QStringLiteral("--broker"), broker}), 0);
        QVERIFY2(ctl.out.startsWith("plain addresses (local): All is well."), ctl.out);
        QCOMPARE(ctl.run({QStringLiteral("status"), QStringLiteral("--json"), QStringLiteral("--broker"), broker,
                     QStringLiteral("--prometheus"), QStringLiteral("http://127.0.0.1:1")}),
            7);
        QCOMPARE(ctl.object().value(QLatin1String("verdict")).toObject().value(QLatin1String("severity")).toString(),
            QStringLiteral("broken"));
        // Without a broker no heartbeat is waited for.
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(ctl.run(words("status --prometheus http://127.0.0.1:1")), 4);
        QVERIFY2(timer.elapsed() < 2500, QByteArray::number(timer.elapsed()));
    }
};

PH_TEST(TestEnvVerbs)
#include "tst_envverbs.moc"
