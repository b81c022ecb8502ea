// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/crc32c.h"
#include "services/base/journal.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <sys/stat.h>

using namespace ph;

namespace {

QJsonObject step(int number, const QString &text = QStringLiteral("grüße \n \"x\""))
{
    return {{QStringLiteral("step"), number}, {QStringLiteral("text"), text}};
}

} // namespace

class TestJournal : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_dir.reset(); }

    void checksumIsCastagnoli()
    {
        QCOMPARE(crc32c("123456789"), 0xe3069283U);
        QCOMPARE(crc32c(QByteArray(32, '\0')), 0x8a9136aaU); // RFC 3720 B.4
        QCOMPARE(crc32c("56789", crc32c("1234")), 0xe3069283U);
    }

    void recordsComeBack()
    {
        {
            auto journal = Journal::open(path());
            QVERIFY(journal);
            QCOMPARE(journal->append(step(1)).value(), 1);
            QCOMPARE(journal->append(step(2)).value(), 2);
        }
        {
            auto journal = Journal::open(path());
            QVERIFY(journal);
            QCOMPARE(journal->tornBytes(), 0);
            QCOMPARE(journal->records().size(), size_t(2));
            QCOMPARE(journal->records()[1], step(2));
            QCOMPARE(journal->append(step(3)).value(), 3);
        }
        QCOMPARE(Journal::read(path()).value().records.size(), size_t(3));
        struct stat info {};
        QCOMPARE(::stat(QFile::encodeName(path()).constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 07777), 0600);
    }

    void tornAtEveryByteOfTheLastRecord()
    {
        const QByteArray two = journalOf(2);
        const QByteArray three = journalOf(3);
        for (qsizetype cut = two.size(); cut < three.size(); ++cut) {
            write(three.first(cut));
            const auto read = Journal::read(path());
            QVERIFY2(
                read, qPrintable(QStringLiteral("cut at %1: %2").arg(cut).arg(read ? QString() : read.error().what)));
            QCOMPARE(read->records.size(), size_t(2));
            QCOMPARE(read->tornBytes, cut - two.size());
            auto journal = Journal::open(path());
            QVERIFY(journal);
            QCOMPARE(journal->tornBytes(), cut - two.size());
            QCOMPARE(journal->records().size(), size_t(2));
            QCOMPARE(journal->append(step(30)).value(), 3); // goes on cleanly
            QCOMPARE(Journal::read(path()).value().records.back(), step(30));
            QCOMPARE(Journal::read(path()).value().tornBytes, 0);
        }
    }

    void tornWithBlocksThatWereNeverWritten()
    {
        const QByteArray two = journalOf(2);
        QByteArray three = journalOf(3);
        for (qsizetype i = two.size() + 4; i < three.size() - 4; ++i)
            three[i] = '\0';
        write(three);
        QCOMPARE(Journal::open(path()).value().records().size(), size_t(2));
        write(two + QByteArray(512, '\0'));
        QCOMPARE(Journal::open(path()).value().tornBytes(), 512);
    }

    /// A journal has its title from the first moment: one that is shorter lost what was in it, and stays as it is.
    void withoutItsHeadItIsDamaged()
    {
        const QByteArray title = journalOf(0);
        for (qsizetype cut = 0; cut < title.size(); ++cut) {
            for (const QByteArray &left : {title.first(cut), QByteArray(cut, '\0')}) {
                write(left);
                for (const Error &error : {Journal::open(path()).error(), Journal::read(path()).error()}) {
                    QCOMPARE(error.code, QStringLiteral("JOURNAL_DAMAGED"));
                    QVERIFY2(error.what.contains(cut == 0 ? QLatin1String("the file is empty")
                                                          : QLatin1String("its beginning is lost")),
                        qPrintable(error.what));
                }
                QCOMPARE(readFile(path()).value(), left);
            }
        }
        write(title);
        auto journal = Journal::open(path());
        QVERIFY(journal && journal->append(step(1)));
    }

    void damageAnywhereIsAnErrorThatNamesTheRecord()
    {
        const QByteArray title = journalOf(0);
        const QByteArray one = journalOf(1);
        const QByteArray good = journalOf(3);
        const QByteArray two = journalOf(2);
        for (qsizetype i = title.size(); i < good.size(); ++i) {
            QByteArray damaged = good;
            damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
            write(damaged);
            const auto opened = Journal::open(path());
            QVERIFY2(!opened, qPrintable(QStringLiteral("byte %1 was changed and nobody noticed").arg(i)));
            QCOMPARE(opened.error().kind, ErrorKind::Protocol);
            QCOMPARE(opened.error().code, QStringLiteral("JOURNAL_DAMAGED"));
            const int record = i < one.size() ? 1 : i < two.size() ? 2 : 3;
            QVERIFY2(opened.error().what.contains(QStringLiteral("record %1 ").arg(record)),
                qPrintable(opened.error().what));
            QCOMPARE(readFile(path()).value(), damaged); // untouched
        }
    }

    void aRecordThatIsMissingIsDamage()
    {
        const QByteArray one = journalOf(1);
        const QByteArray two = journalOf(2);
        write(one + journalOf(3).sliced(two.size()));
        QVERIFY(Journal::open(path()).error().what.contains(QStringLiteral("record 2 ")));
    }

    void notAJournal()
    {
        write("hello\n");
        QCOMPARE(Journal::open(path()).error().kind, ErrorKind::Protocol);
        QCOMPARE(readFile(path()).value(), QByteArray("hello\n"));
    }

    void othersReadWhileItIsHeld()
    {
        auto journal = Journal::open(path());
        QVERIFY(journal);
        QVERIFY(journal->append(step(1)));
        const auto second = Journal::open(path());
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Conflict);
        QCOMPARE(second.error().where, path());
        QVERIFY(second.error().what.contains(QString::number(QCoreApplication::applicationPid())));
        QCOMPARE(Journal::read(path()).value().records.size(), size_t(1));
    }

    void tooLargeLeavesNothing()
    {
        auto journal = Journal::open(path());
        QVERIFY(journal);
        const auto refused = journal->append(step(1, QString(Journal::maxRecordBytes, QLatin1Char('x'))));
        QCOMPARE(refused.error().kind, ErrorKind::TooLarge);
        QCOMPARE(journal->append(step(1)).value(), 1);
        QCOMPARE(Journal::read(path()).value().tornBytes, 0);
    }

    void aFullDiskLeavesNothingHalf()
    {
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("no /dev/full here");
        // A journal cannot live in a device: opening says so and nothing is left behind.
        QVERIFY(QFile::link(QStringLiteral("/dev/full"), path()));
        QVERIFY(!Journal::open(path()));
    }

    void discarded()
    {
        auto journal = Journal::open(path());
        QVERIFY(journal);
        QVERIFY(Journal::discard(std::move(*journal)));
        QVERIFY(QDir(m_dir->path()).isEmpty());
        QCOMPARE(Journal::read(path()).error().kind, ErrorKind::NotFound);
    }

private:
    QString path() const { return m_dir->filePath(QStringLiteral("op.journal")); }
    void write(const QByteArray &content) const { QVERIFY(replaceFile(path(), content)); }
    QByteArray journalOf(int records) const
    {
        const QString name = m_dir->filePath(QStringLiteral("model.journal"));
        QFile::remove(name);
        auto journal = Journal::open(name);
        for (int i = 1; i <= records; ++i)
            (void)journal->append(step(i));
        return readFile(name).value();
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

PH_TEST(TestJournal)
#include "tst_journal.moc"
