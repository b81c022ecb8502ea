// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/rowtablemodel.h"

namespace ph::test {

struct Item {
    QString id;
    qint64 number = 0;
    QString word;
    bool operator==(const Item &) const = default;
};

inline QList<models::Column<Item>> itemColumns()
{
    using namespace models;
    return {
        {{QStringLiteral("id"), QStringLiteral("Id"), ColumnKind::Id}, [](const Item &i) { return i.id; }},
        {{QStringLiteral("number"), QStringLiteral("Number"), ColumnKind::Number},
            [](const Item &i) { return QString::number(i.number); }, [](const Item &i) { return SortKey(i.number); }},
        {{QStringLiteral("word"), QStringLiteral("Word"), ColumnKind::Pill}, [](const Item &i) { return i.word; }, {},
            [](const Item &i) { return i.word == QLatin1String("bad") ? Status::Failed : Status::Ok; },
            [](const Item &i) { return i.word; }},
    };
}

class ItemModel final : public models::RowTableModel<Item> {
public:
    ItemModel()
        : RowTableModel(itemColumns(), [](const Item &i) { return i.id; })
    {
    }
};

} // namespace ph::test
