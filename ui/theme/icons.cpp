// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "services/base/logging.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

static void initialiseIconResources() { Q_INIT_RESOURCE(icons); }

namespace ph::ui {

namespace {

QString pathOf(const QString &name)
{
    static const bool once = (initialiseIconResources(), true);
    Q_UNUSED(once)
    return QStringLiteral(":/ph/icons/%1.svg").arg(name);
}

/// Rendered for exactly these device pixels: never scaled afterwards.
QPixmap rendered(const QString &name, const QColor &color, QSize device)
{
    const QString key = QStringLiteral("ph/%1/%2/%3x%4")
                            .arg(name, color.name(QColor::HexArgb))
                            .arg(device.width())
                            .arg(device.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(pathOf(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(logUi) << "no such icon:" << name;
        return {};
    }
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    svg.replace("stroke-width=\"2\"", "stroke-width=\"1.75\"");
    QSvgRenderer renderer(svg);
    pixmap = QPixmap(device);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    // square and centred whatever the room: buttons ask for a wider one to stand off from their text
    const int side = std::min(device.width(), device.height());
    renderer.render(&painter, QRectF((device.width() - side) / 2.0, (device.height() - side) / 2.0, side, side));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class TintedIcon final : public QIconEngine {
public:
    TintedIcon(QString name, Tone tone)
        : m_name(std::move(name))
        , m_tone(tone)
    {
    }
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(painter, rect, m_name, colorOf(mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return rendered(m_name, colorOf(mode), size);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        return rendered(m_name, colorOf(mode), size); // `size` is in device pixels already
    }
    QIconEngine *clone() const override { return new TintedIcon(m_name, m_tone); }
    QString key() const override { return QStringLiteral("ph"); }
    QString iconName() override { return m_name; }
    bool isNull() override { return m_name.isEmpty(); }

private:
    [[nodiscard]] QColor colorOf(QIcon::Mode mode) const
    {
        return Theme::current().color(mode == QIcon::Disabled ? Tone::Faint : m_tone);
    }
    QString m_name;
    Tone m_tone;
};

} // namespace

bool hasIcon(const QString &name) { return QFile::exists(pathOf(name)); }

QIcon themeIcon(const QString &name, Tone tone)
{
    if (!hasIcon(name)) {
        qCWarning(logUi) << "no such icon:" << name;
        return {};
    }
    return QIcon(new TintedIcon(name, tone));
}

QIcon themeIcon(const char *name, Tone tone) { return themeIcon(QString::fromLatin1(name), tone); }

void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color)
{
    const qreal scale = painter->device()->devicePixelRatioF();
    QPixmap pixmap = rendered(name, color, (rect.size() * scale).toSize());
    pixmap.setDevicePixelRatio(scale);
    painter->drawPixmap(rect.topLeft(), pixmap);
}

} // namespace ph::ui
