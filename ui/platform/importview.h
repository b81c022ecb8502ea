// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/edit/importpreview.h"
#include "ui/components/banner.h"
#include "ui/platform/formfield.h"

class QVBoxLayout;

namespace ph::ui {

/// What importing a file would do, before it is done.
class ImportView final : public QWidget {
    Q_OBJECT
public:
    explicit ImportView(QWidget *parent = nullptr);
    void show(const platform::ImportPreview &preview, const QString &file);
    void showError(const Message &message);
    [[nodiscard]] const platform::ImportPreview &preview() const { return m_preview; }

Q_SIGNALS:
    void accepted(const QString &name);
    void closed();

private:
    void addSection(
        const QString &title, const QString &icon, Tone tone, const QStringList &lines, bool isMono = false);

    platform::ImportPreview m_preview;
    Label *m_title;
    MonoLabel *m_file;
    Banner *m_error;
    FormField *m_name;
    QVBoxLayout *m_sections;
    Button *m_take;
};

} // namespace ph::ui
