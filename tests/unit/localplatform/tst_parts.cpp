// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/appfiles.h"
#include "services/localplatform/parts/table.h"
#include "tests/support/testmain.h"

#include <QDirIterator>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>

using namespace ph;
using namespace ph::localplatform;

class TestParts final : public QObject {
    Q_OBJECT

    QTemporaryDir m_base;

    Layout layout(bool isQuiet = false) const
    {
        Layout layout {*Folder::named(QStringLiteral("parts"), m_base.path()), {}, {}, isQuiet, 1};
        quint16 port = 41000;
        for (const QString &name : portNames())
            layout.ports.insert(name, port++);
        layout.programs.python = QStringLiteral("/python");
        layout.programs.postgresFolder = QStringLiteral("/pg");
        return layout;
    }

    static QString textOf(const Part &part)
    {
        QStringList texts {part.endpoint, part.probe.url.toString(), part.probe.file};
        std::vector<Command> commands {part.command};
        for (const auto &more : {part.before, part.after})
            commands.insert(commands.end(), more.begin(), more.end());
        for (const Command &command : commands)
            texts << command.arguments << command.environment.values();
        return texts.join(QLatin1Char('\n'));
    }
    /// What the parts read at their start, by part.
    static QMap<QString, QByteArray> contentsOf(const Layout &layout)
    {
        const SecretStore secrets(layout.folder.secrets());
        if (!layout.folder.prepare() || !writeConfiguration(layout, secrets))
            return {};
        const QMap<QString, QString> files {
            {QStringLiteral("redis"), layout.folder.config() + QStringLiteral("/redis.conf")},
            {QStringLiteral("postgres"), layout.folder.config() + QStringLiteral("/postgresql.conf")},
            {QStringLiteral("prometheus"), layout.folder.config() + QStringLiteral("/prometheus.yml")},
            {QStringLiteral("gateway"), layout.folder.config() + QStringLiteral("/gateway.json")},
            {QStringLiteral("redis-exporter"), secrets.path(QStringLiteral("redis-exporter.json"))}};
        QMap<QString, QByteArray> contents;
        for (auto it = files.begin(); it != files.end(); ++it)
            if (QFile file(it.value()); file.open(QIODevice::ReadOnly))
                contents.insert(it.key(), file.readAll());
        return contents.size() == files.size() ? contents : QMap<QString, QByteArray> {};
    }

private Q_SLOTS:
    void namesAreUniqueAndNeedsExist()
    {
        QSet<QString> names;
        for (const Part &part : allParts(layout())) {
            QVERIFY2(!names.contains(part.name), qPrintable(part.name));
            // What a part needs stands above it, so that the table has no circle.
            for (const QString &need : part.needs)
                QVERIFY2(names.contains(need), qPrintable(part.name + QStringLiteral(" needs ") + need));
            names.insert(part.name);
            QVERIFY(!part.title.isEmpty());
        }
    }

    void quietIsWithoutTheLoadGenerator()
    {
        const auto hasLoad = [](const std::vector<Part> &parts) {
            return std::any_of(
                parts.begin(), parts.end(), [](const Part &part) { return part.name == QLatin1String("load"); });
        };
        QVERIFY(hasLoad(allParts(layout(false))));
        QVERIFY(!hasLoad(allParts(layout(true))));
    }

    void whomAMovedPortConcernsStandsInTheTable_data()
    {
        QTest::addColumn<QString>("port");
        for (const QString &name : portNames())
            QTest::newRow(qPrintable(name)) << name;
    }
    /// Each row or configuration that has the port's number in it belongs to a part that is started again with it.
    void whomAMovedPortConcernsStandsInTheTable()
    {
        QFETCH(QString, port);
        const Layout before = layout();
        Layout after = before;
        after.ports[port] = 42000;
        const auto old = allParts(before);
        const auto now = allParts(after);
        const auto first = contentsOf(before);
        const auto second = contentsOf(after);
        QVERIFY(!first.isEmpty());
        QStringList owners;
        for (size_t i = 0; i < old.size(); ++i) {
            const Part &part = old[i];
            const bool isConcerned = part.listens.contains(port) || part.goesTo.contains(port);
            const bool isOtherRow = textOf(part) != textOf(now[i]) || first[part.name] != second[part.name];
            QVERIFY2(isConcerned == isOtherRow, qPrintable(part.name));
            if (part.listens.contains(port))
                owners << part.name;
        }
        QVERIFY2(owners.size() == 1, qPrintable(owners.join(QLatin1Char(' '))));
    }

    void everythingListensOnLoopbackOnly()
    {
        for (const Part &part : allParts(layout()))
            QVERIFY2(!part.command.arguments.join(QLatin1Char(' ')).contains(QLatin1String("0.0.0.0")),
                qPrintable(part.name));
    }

    void secretsAreInNoArgumentAndNoConfiguration()
    {
        const Layout l = layout();
        QVERIFY(l.folder.prepare());
        const SecretStore secrets(l.folder.secrets());
        const auto written = writeConfiguration(l, secrets);
        QVERIFY2(written, written ? "" : qPrintable(brief(written.error())));
        QStringList texts;
        for (const Part &part : allParts(l)) {
            texts << part.command.arguments << part.command.environment.values();
            for (const auto &commands : {part.before, part.after})
                for (const Command &command : commands)
                    texts << command.arguments << command.environment.values();
        }
        for (const QString &file : QDir(l.folder.config()).entryList(QDir::Files)) {
            QFile open(l.folder.config() + QLatin1Char('/') + file);
            QVERIFY(open.open(QIODevice::ReadOnly));
            texts << QString::fromUtf8(open.readAll());
        }
        const QString all = texts.join(QLatin1Char('\n'));
        int checked = 0;
        for (const QString &name : QDir(l.folder.secrets()).entryList(QDir::Files)) {
            if (name == QLatin1String("gateway.publishable")) // public by design
                continue;
            const auto secret = secrets.existing(name);
            QVERIFY(secret);
            QVERIFY2(!all.contains(QString::fromLatin1(secret->reveal())), qPrintable(name));
            ++checked;
        }
        QVERIFY(checked >= 10);
    }

    void templatesAreFilledCompletely()
    {
        QVERIFY(!AppFiles::fill(QStringLiteral("redis.conf.in"), {}));
        QVERIFY(!AppFiles::read(QStringLiteral("config/rules.yml")).isEmpty());
        QVERIFY(!AppFiles::read(QStringLiteral("adk_agent/celery.py")).isEmpty());
        QVERIFY(!AppFiles::read(QStringLiteral("gateway/__main__.py")).isEmpty());
        QVERIFY(!AppFiles::read(QStringLiteral("sql/apply.sql")).isEmpty());
        QCOMPARE(AppFiles::requirementsHash().size(), 12);
    }

    void filesAreExtractedOnceAndRepaired()
    {
        const Folder folder = layout().folder;
        QVERIFY(folder.prepare());
        QVERIFY(AppFiles::extract(folder));
        const QString file = folder.app() + QStringLiteral("/adk_agent/celery.py");
        QVERIFY(QFile::exists(file));
        QVERIFY(QFile::remove(folder.app() + QStringLiteral("/.version")));
        QVERIFY(QFile::remove(file));
        QVERIFY(AppFiles::extract(folder));
        QVERIFY(QFile::exists(file));
    }
};

PH_TEST(TestParts)
#include "tst_parts.moc"
