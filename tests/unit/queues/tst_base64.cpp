// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/base64.h"
#include "tests/unit/queues/support.h"

#include <QRandomGenerator>

using namespace ph;
using namespace ph::queues;

class TestBase64 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsQts()
    {
        QRandomGenerator random(7);
        for (int size = 0; size < 200; ++size) {
            QByteArray bytes(size, Qt::Uninitialized);
            for (char &c : bytes)
                c = char(random.bounded(256));
            for (const auto option : {QByteArray::KeepTrailingEquals, QByteArray::OmitTrailingEquals}) {
                const QByteArray encoded = bytes.toBase64(QByteArray::Base64Encoding | option);
                std::string out(celery::base64Capacity(std::size_t(encoded.size())), 'x');
                const auto length = celery::decodeBase64(test::view(encoded), out.data());
                QVERIFY(length);
                QCOMPARE(QByteArray(out.data(), qsizetype(*length)), bytes);
            }
        }
    }

    void refusesWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        QTest::newRow("url alphabet") << QByteArray("ab-_");
        QTest::newRow("line break") << QByteArray("abcd\nabcd");
        QTest::newRow("one sign over") << QByteArray("abcde");
        QTest::newRow("equals inside") << QByteArray("ab==abcd");
        QTest::newRow("high byte") << QByteArray("abc\xC3");
    }
    void refusesWhatIsNone()
    {
        QFETCH(QByteArray, encoded);
        std::string out(64, 'x');
        QVERIFY(!celery::decodeBase64(test::view(encoded), out.data()));
    }
};

PH_TEST(TestBase64)
#include "tst_base64.moc"
