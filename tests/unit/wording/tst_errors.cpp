// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/errors.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::wording;
using namespace std::chrono_literals;

namespace {

const QString queues = QStringLiteral("The queues could not be read");
const QString broker = QStringLiteral("redis broker 127.0.0.1:6380");

Error make(ErrorKind kind, const char *what, const char *code = "", const char *hint = "")
{
    return {kind, QString::fromUtf8(what), broker, QString::fromUtf8(hint), QString::fromUtf8(code), {}, {}};
}

constexpr ErrorKind allKinds[] {ErrorKind::Network, ErrorKind::Timeout, ErrorKind::Tls, ErrorKind::Auth,
    ErrorKind::Forbidden, ErrorKind::NotFound, ErrorKind::Conflict, ErrorKind::RateLimited, ErrorKind::Server,
    ErrorKind::Protocol, ErrorKind::TooLarge, ErrorKind::Invalid, ErrorKind::Unavailable, ErrorKind::Refused,
    ErrorKind::Internal};

} // namespace

class TestErrors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysItInOrder()
    {
        const auto said = errorSentence(make(ErrorKind::Network, "connection refused", "refused"), queues);
        QCOMPARE(said.line(),
            QStringLiteral("The queues could not be read. redis broker 127.0.0.1:6380: Nothing listens there: the "
                           "connection was refused. "
                           "Start the server, or check host and port in the environment."));
        QCOMPARE(said.details,
            QStringLiteral(
                "kind: network\ncode: refused\nwhere: redis broker 127.0.0.1:6380\nwhat: connection refused"));
    }

    /// Who lacks a right for some of the objects is told for which.
    void aMissingRightSaysOfWhat()
    {
        const auto said = errorSentence(
            make(ErrorKind::Forbidden, "3 of 33 tasks are of umbra-ai, where you lack jobs.manage", "platform.queues"),
            QStringLiteral("No task was revoked"));
        QCOMPARE(said.reason, QStringLiteral("3 of 33 tasks are of umbra-ai, where you lack jobs.manage."));
        const auto plain = errorSentence(
            make(ErrorKind::Forbidden, "the right platform.queues is missing", "platform.queues"), QString());
        QCOMPARE(plain.reason, QStringLiteral("The right platform.queues is missing."));
    }

    void everyKindIsASentence()
    {
        for (const ErrorKind kind : allKinds) {
            for (const char *what : {"something odd", ""}) {
                for (const QString &title : {queues, QString()}) {
                    const auto said = errorSentence(make(kind, what, "no-such-code"), title);
                    const QString line = said.line();
                    QVERIFY2(!said.isSilent(), qPrintable(kindName(kind)));
                    QVERIFY2(!said.reason.isEmpty() && said.reason.endsWith(u'.'), qPrintable(line));
                    QVERIFY2(!line.contains(QLatin1String("%1")) && !line.contains(QLatin1String("no-such-code"))
                            && !line.contains(QLatin1String(" .")) && !line.contains(QLatin1String(":."))
                            && !line.contains(QLatin1String("..")),
                        qPrintable(line));
                    QVERIFY2(!line.contains(QLatin1String("an error"), Qt::CaseInsensitive), qPrintable(line));
                    QVERIFY2(line.contains(broker), qPrintable(line));
                }
            }
        }
    }

    void knownCodes_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("part");
        const auto row = [](ErrorKind kind, const char *code, const char *part) {
            QTest::newRow(code) << int(kind) << QString::fromUtf8(code) << QString::fromUtf8(part);
        };
        row(ErrorKind::Forbidden, "NOPERM", "may not run that command");
        row(ErrorKind::Unavailable, "missing-programs", "Something on this machine is missing");
        row(ErrorKind::Tls, "client-certificate", "demands a client certificate");
        row(ErrorKind::Auth, "WRONGPASS", "did not accept the user or the password");
        row(ErrorKind::Tls, "unknown-ca", "does not trust");
        row(ErrorKind::Tls, "wrong-name", "for another name");
        row(ErrorKind::Tls, "expired", "has expired");
        row(ErrorKind::Auth, "invalid_credentials", "Type both again");
        row(ErrorKind::Auth, "refresh_token_already_used", "Sign in again");
        row(ErrorKind::Refused, "read-only", "Unlock it for 15 minutes");
        row(ErrorKind::Forbidden, "platform.queues", "The right platform.queues is missing. Ask an admin");
        row(ErrorKind::Forbidden, "42501", "may not do that");
        row(ErrorKind::Conflict, "LOCKED", "Another process works on it");
        row(ErrorKind::Protocol, "wrong-service", "Another kind of service answers");
    }
    void knownCodes()
    {
        QFETCH(int, kind);
        QFETCH(QString, code);
        QFETCH(QString, part);
        const auto said = errorSentence(make(ErrorKind(kind), "raw text", code.toUtf8().constData()), queues);
        QVERIFY2(said.line().contains(part), qPrintable(said.line()));
        QVERIFY(said.details.contains(code));
    }

    void theHintOfThePlaceIsTheAdvice()
    {
        const auto said = errorSentence(make(ErrorKind::Forbidden, "NOPERM …", "NOPERM", "grant +publish"), queues);
        QCOMPARE(said.advice, QStringLiteral("Grant +publish."));
    }

    void slowingDownSaysForHowLong()
    {
        Error error = make(ErrorKind::RateLimited, "429");
        error.retryAfter = 11'200ms;
        QCOMPARE(errorSentence(error, queues).advice, QStringLiteral("Try again in 12\u202fs."));
        error.retryAfter.reset();
        QCOMPARE(errorSentence(error, queues).advice, QStringLiteral("Wait a moment, then try again."));
    }

    void cancelledIsSilent()
    {
        const auto said = errorSentence(make(ErrorKind::Cancelled, "cancelled"), queues);
        QVERIFY(said.isSilent());
        QVERIFY(said.line().isEmpty());
    }

    void hostileTextIsHarmless()
    {
        Error error = make(
            ErrorKind::Server, "<b>boom</b>\x1b[31m \xe2\x80\xae password=hunter2 redis://:pw123@h\n%1 %2 second line");
        error.where = QString(500, QLatin1Char('w'));
        const auto said = errorSentence(error, queues);
        for (const QString &text : {said.line(), said.details}) {
            QVERIFY2(
                !text.contains(QLatin1String("hunter2")) && !text.contains(QLatin1String("pw123")), qPrintable(text));
            QVERIFY(!text.contains(QChar(0x1b)) && !text.contains(QChar(0x202e)));
        }
        QVERIFY(said.line().size() < 700);
        QVERIFY(!said.line().contains(QLatin1Char('\n')));
        QVERIFY(said.line().contains(QLatin1String("%1 %2")));
    }
};

PH_TEST(TestErrors)
#include "tst_errors.moc"
