// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/output.h"
#include "services/localplatform/folder.h"
#include "services/localplatform/types.h"

namespace ph::ctl::local {

/// The parts as a table with the notices below, or one JSON object with everything.
void showStatus(Output &out, const localplatform::Folder &folder, const localplatform::PlatformStatus &status);

/// Tells on stderr which parts have become ready since the last call.
class Progress final {
public:
    explicit Progress(Output &out)
        : m_out(out)
    {
    }
    void show(const localplatform::PlatformStatus &status);

private:
    Output &m_out;
    QStringList m_told;
};

} // namespace ph::ctl::local
