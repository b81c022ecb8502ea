// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/readtable.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport::redis;

namespace {

QByteArrayList lines(const QByteArray &text)
{
    QByteArrayList all;
    for (QByteArray &each : text.split('\n'))
        all << each.trimmed().toUpper().replace('|', ' ');
    return all;
}

} // namespace

/// The table of reading commands against the flags of the real server.
class TestReadTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noneOfThemWrites()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        const QByteArrayList writing
            = lines(server.cli({QStringLiteral("ACL"), QStringLiteral("CAT"), QStringLiteral("write")}));
        const QByteArrayList blocking
            = lines(server.cli({QStringLiteral("ACL"), QStringLiteral("CAT"), QStringLiteral("blocking")}));
        const QByteArrayList scripting
            = lines(server.cli({QStringLiteral("ACL"), QStringLiteral("CAT"), QStringLiteral("scripting")}));
        QVERIFY(writing.size() > 80);
        QVERIFY(writing.contains("SET"));
        const QByteArrayList mayWait {"XREAD"}; // only with BLOCK, which is refused
        const QByteArrayList justLooks {"FUNCTION STATS", "SCRIPT EXISTS"};
        for (const QByteArray &command : readCommands()) {
            QVERIFY2(!writing.contains(command), command);
            QVERIFY2(!blocking.contains(command) || mayWait.contains(command), command);
            QVERIFY2(!scripting.contains(command) || justLooks.contains(command), command);
        }
        const QByteArrayList all = lines(server.cli({QStringLiteral("COMMAND"), QStringLiteral("LIST")}));
        QVERIFY(all.size() > 200);
        for (const QByteArray &command : all) {
            const bool writes = writing.contains(command);
            QVERIFY2(!writes || !checkRead(Command(command, "k", "v")), command);
        }
        for (const QByteArray &command : writing) {
            const QByteArrayList words = command.split(' ');
            QVERIFY2(!checkRead(Command::fromArgv({words.begin(), words.end()})), command);
        }
    }
    void theServerKnowsThemAll()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        for (const QByteArray &command : readCommands()) {
            if (command.startsWith("SENTINEL"))
                continue; // a sentinel's
            const QByteArray flags = server.cli({QStringLiteral("COMMAND"), QStringLiteral("INFO"),
                QString::fromLatin1(command.toLower().replace(' ', '|'))});
            QVERIFY2(flags.size() > 20, command);
            QVERIFY2(!flags.contains("\nwrite"), command);
        }
    }
};

PH_TEST(TestReadTable)
#include "tst_readtable.moc"
